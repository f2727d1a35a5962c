import { relative } from 'node:path';
import type { Io } from '../command.ts';
import { commands } from '../commands.ts';
import { paint } from '../output/style.ts';
import { welcome } from '../start/welcome.ts';
import type { Ended } from './generation.ts';
import type { Teller } from './supervisor.ts';

/** Tells a person, on standard error but for the first welcome. */
export function personTeller(io: Io): Teller {
  const say = (line: string): void => io.stderr.write(`${paint(io, 'faint', 'dev')} ${line}\n`);
  return {
    running(started, first, milliseconds) {
      if (first) io.stdout.write(welcome(io, started, commands));
      else say(`${started.name} runs again, after ${seconds(milliseconds)}`);
    },
    changed: (files) => say(`${namesOf(io, files)} changed`),
    failed: (_when, stillRunning) => say(stillRunning ? 'That is not loaded; the version before goes on. Waiting for the next save.' : 'Waiting for the next save.'),
    ended: (ended, again) => say(`The app ended ${howOf(ended)}. ${again === undefined ? 'Waiting for the next save.' : `It starts again in ${seconds(again)}.`}`),
    waiting: () => say('The version before finishes what it is doing; then the new one starts.'),
    stopping: () => say('Stopping … (Ctrl-C again ends it at once)'),
    stopped: () => say('Stopped.'),
  };
}

/** Tells a program: one JSON document a line. */
export function programTeller(io: Io): Teller {
  const say = (document: object): void => io.stdout.write(`${JSON.stringify(document)}\n`);
  return {
    running: (started, first, milliseconds) => say({ event: 'running', first, milliseconds: Math.round(milliseconds), ...started }),
    changed: (files) => say({ event: 'changed', files }),
    failed: (when, stillRunning) => say({ event: 'failed', when, stillRunning }),
    ended: ({ code, signal }, again) => say({ event: 'ended', code, signal, again }),
    waiting: () => say({ event: 'waiting' }),
    stopping: () => say({ event: 'stopping' }),
    stopped: () => say({ event: 'stopped' }),
  };
}

function namesOf({ directory }: Io, files: readonly string[]): string {
  const names = files.slice(0, 3).map((file) => relative(directory, file));
  return `${names.join(', ')}${files.length > names.length ? ` and ${files.length - names.length} more` : ''}`;
}

function howOf({ code, signal }: Ended): string {
  return code === null ? `by ${signal ?? 'itself'}` : code === 0 ? 'by itself' : `with the exit code ${code}`;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
