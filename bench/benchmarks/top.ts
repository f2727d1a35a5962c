import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { Child } from '../harness/child.ts';
import { root } from '../harness/machine.ts';

const settle = 3_000;

/** What the app spends while nobody looks, and while `isthmus top` does. */
async function measure({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const { seconds = 1, few = 5, many = 100 } = task;
  const some = await watched(contestant.entry, join(directory, 'few'), few, seconds, profile);
  const more = await watched(contestant.entry, join(directory, 'many'), many, seconds, profile);
  return { 'few.alone': some.alone, few: some.watched - some.alone, 'many.alone': more.alone, many: more.watched - more.alone };
}

/** Percent of one core. */
async function watched(entry: string, directory: string, links: number, seconds: number, profile: string | undefined): Promise<{ readonly alone: number; readonly watched: number }> {
  const app = await Child.start(entry, { profile });
  try {
    await app.call('open', { directory, links });
    await pause(settle);
    const alone = await share(app, seconds);
    const top = startTop(directory);
    try {
      await pause(settle);
      return { alone, watched: await share(app, seconds) };
    } finally {
      await end(top);
    }
  } finally {
    await app.stop();
  }
}

async function share(app: Child, seconds: number): Promise<number> {
  const before = (await app.call('cpu')) as number;
  await pause(seconds * 1_000);
  const after = (await app.call('cpu')) as number;
  return (after - before) / seconds / 10_000;
}

function startTop(directory: string): ChildProcess {
  return spawn(process.execPath, ['--conditions=isthmus-source', join(root, 'bin/isthmus.cjs'), 'top', '--json', '--watch', '--app', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`isthmus top ended with ${child.exitCode}.`);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

export const top: Benchmark = {
  name: 'top',
  summary: 'what `isthmus top` costs the app that it watches, once a second',
  rounds: 2,
  contestants: [{ name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-watched.ts', note: 'half queues, half streams of 4 partitions' }],
  figures: [
    { key: 'few', title: 'top, 15 links', unit: '% of a core', better: 'lower' },
    { key: 'few.alone', title: 'unwatched, 15 links', unit: '% of a core', better: 'lower' },
    { key: 'many', title: 'top, 200 links', unit: '% of a core', better: 'lower' },
    { key: 'many.alone', title: 'unwatched, 200 links', unit: '% of a core', better: 'lower' },
  ],
  targets: [{ figure: 'few', against: 'absolute', bound: { atMost: 1 } }, { figure: 'many', against: 'absolute', bound: { atMost: 1 } }],
  task: (short) => ({ seconds: short ? 3 : 30, few: 15, many: 200 }),
  measure,
};
