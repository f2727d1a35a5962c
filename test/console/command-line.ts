import { Readable } from 'node:stream';
import type { Io } from '../../src/cli/command.ts';
import { run } from '../../src/cli/run.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process, in a directory, with a screen of the test's choice. */
export async function isthmusIn(directory: string, args: readonly string[], screen: Partial<Io> & { readonly typed?: string } = {}): Promise<Ran> {
  const { typed, ...more } = screen;
  let out = '';
  let err = '';
  const io: Io = {
    stdout: { write: (text) => void (out += text) }, stderr: { write: (text) => void (err += text) }, stdin: Readable.from(typed === undefined ? [] : [Buffer.from(typed)]),
    terminal: false, interactive: false, color: false, width: 80, directory, environment: {}, json: args.includes('--json'), verbose: false, version: '0.0.0', interrupted: new AbortController().signal,
    ...more,
  };
  return { code: await run(args, io), out, err };
}
