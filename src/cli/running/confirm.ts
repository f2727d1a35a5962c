import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from '../command.ts';
import { runningErrors } from './errors.ts';

/** Asks a person on standard error; the answer in lower case. */
export async function askPerson(io: Pick<Io, 'stdin' | 'stderr'>, question: string): Promise<string> {
  const output = new Writable({ write: (chunk: Buffer, _encoding, done) => (io.stderr.write(chunk.toString()), done()) });
  const lines = createInterface({ input: io.stdin, output });
  try {
    return (await lines.question(question)).trim().toLowerCase();
  } finally {
    lines.close();
  }
}

/** Whether a person agrees; `yes` agrees without asking. Throws `CONFIRMATION_MISSING` where nobody can be asked. */
export async function confirmed(io: Io, yes: boolean, what: string): Promise<boolean> {
  if (yes) return true;
  if (!io.interactive) throw runningErrors.CONFIRMATION_MISSING(`${what} needs to be confirmed.`);
  const answer = await askPerson(io, `${what}? [y/N] `);
  if (answer === 'y' || answer === 'yes') return true;
  io.stderr.write('Nothing was done.\n');
  return false;
}
