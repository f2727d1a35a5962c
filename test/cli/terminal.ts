import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { globalChoices, run } from '../../src/cli/run.ts';
import type { Io } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { root } from '../../tools/shell.ts';

/** What one command line gave. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Settings {
  readonly directory?: string;
  /** A terminal of so many columns; without: a pipe. */
  readonly width?: number;
  readonly color?: boolean;
  readonly stdin?: string;
  readonly interactive?: boolean;
}

/** Runs a command line in this process. */
export async function isthmus(args: readonly string[], { directory = root, width, color = false, stdin = '', interactive = false }: Settings = {}): Promise<Outcome> {
  const printed = { out: '', err: '' };
  const { json, verbose } = globalChoices(args);
  const io: Io = {
    stdout: { write: (text) => void (printed.out += text) }, stderr: { write: (text) => void (printed.err += text) },
    stdin: Readable.from(stdin === '' ? [] : [stdin]),
    terminal: width !== undefined && !json, interactive, color: color && !json, width: width ?? 80,
    directory, environment: {}, json, verbose, version: '0.0.0', interrupted: new AbortController().signal,
  };
  const code = await run(args, io, commands);
  return { code, ...printed };
}

/** A directory with some files, removed at the end. */
export function folder(files: Readonly<Record<string, string>>): { readonly path: string; readonly [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'isthmus-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
