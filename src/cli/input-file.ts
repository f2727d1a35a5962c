import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from './command.ts';
import { cliErrors } from './errors.ts';
import { messageOf } from './failure.ts';

/** Largest document that is handed in, bytes. */
const largest = 16 * 1_048_576;

/** Reads a JSON document from a file, or from standard input where the name is `-`. Throws `INPUT_FILE_INVALID`. */
export async function readJsonInput(io: Pick<Io, 'stdin' | 'directory'>, name: string): Promise<unknown> {
  const shown = name === '-' ? 'Standard input' : name;
  let text: string;
  try {
    text = name === '-' ? await readAll(io.stdin) : readFileSync(resolve(io.directory, name), 'utf8');
  } catch (error) {
    throw cliErrors.INPUT_FILE_INVALID({ what: `${shown} can't be read: ${reasonOf(error)}.`, cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw cliErrors.INPUT_FILE_INVALID({ what: `${shown} is not JSON: ${messageOf(error)}.`, cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { ENOENT: 'there is no such file', EACCES: 'reading it is not allowed', EISDIR: 'it is a directory' }[code] ?? messageOf(error);
}

async function readAll(stdin: Io['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > largest) throw new RangeError(`it is larger than ${largest / 1_048_576} MiB`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
