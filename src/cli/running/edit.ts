import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { cliErrors } from '../errors.ts';
import type { Io } from '../command.ts';
import { runningErrors } from './errors.ts';

/** The body that `--data` gives: JSON, `@FILE`, or `-`. Throws `INPUT_FILE_INVALID`. */
export async function givenData(io: Pick<Io, 'stdin' | 'directory'>, given: string): Promise<unknown> {
  if (given === '-') return parsed(await readAll(io.stdin), 'Standard input');
  if (!given.startsWith('@')) return parsed(given, '--data');
  const file = resolve(io.directory, given.slice(1));
  return parsed(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cliErrors.INPUT_FILE_INVALID({ what: `The file ${file} can't be read (${String((error as NodeJS.ErrnoException).code)}).`, cause: error });
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw cliErrors.INPUT_FILE_INVALID({ what: `${where} is not JSON: ${error instanceof Error ? error.message : String(error)}.`, cause: error });
  }
}

/** Lets a person edit JSON with their editor; `undefined` where nothing was changed. Throws `EDITOR_FAILED`, `INPUT_FILE_INVALID`. */
export function editedData(io: Io, data: unknown): unknown {
  const editor = io.environment['VISUAL'] ?? io.environment['EDITOR'];
  if (!io.interactive || editor === undefined || editor === '') throw runningErrors.EDITOR_FAILED(io.interactive ? 'Neither VISUAL nor EDITOR names an editor.' : 'No editor can be opened where standard input is no terminal.');
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-edit-'));
  const file = join(directory, 'message.json');
  const before = `${JSON.stringify(data, undefined, 2)}\n`;
  try {
    writeFileSync(file, before, { mode: 0o600 });
    // Editors are named with their options ("code --wait"), so the shell takes the words apart.
    const { status, error } = spawnSync(`${editor} ${JSON.stringify(file)}`, { shell: true, stdio: 'inherit' });
    if (status !== 0) throw runningErrors.EDITOR_FAILED({ what: `The editor "${editor}" ended with ${error?.message ?? String(status)}.`, cause: error });
    const after = readFileSync(file, 'utf8');
    return after === before ? undefined : parsed(after, 'The edited text');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
