import { mkdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { buildEntry } from '../harness/built.ts';
import { Child } from '../harness/child.ts';
import { bookingSize } from '../harness/payload.ts';

const probes = ['queueIn', 'queueOut', 'append', 'read'] as const;
const empty = { streamed: 0, queued: 0, queues: 1, keys: 1_000 };
const hour = 3_600_000;

/** A limit of V8's young generation that this process was given is the contestant's too; without it V8 takes up to 134 MB for it. */
const flags = process.execArgv.filter((option) => option.startsWith('--max-semi-space-size='));

/** One step in a process of its own, from the build, so that memory and start are those of a fresh one. */
async function step({ contestant, profile }: Run, name: 'fill' | 'probe', task: object): Promise<Figures> {
  const child = await Child.start(buildEntry(contestant.entry), { profile, built: true, flags });
  try {
    return (await child.call(name, task, hour)) as Figures;
  } finally {
    await child.stop();
  }
}

async function requireSpace(directory: string, messages: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const needed = messages * bookingSize * 2.5;
  if (bavail * bsize < needed) throw new Error(`${Math.ceil(needed / 1e9)} GB must be free for ${messages} messages; ${Math.floor((bavail * bsize) / 1e9)} GB are. ISTHMUS_BENCH_DIRECTORY names another disk.`);
}

/** The same probes on an empty engine before, on a full one, and on an empty one after: what the machine does by itself shows too. */
async function measure(run: Run): Promise<Figures> {
  const full = { ...run.task, directory: join(run.directory, 'full') };
  await requireSpace(run.directory, (run.task['streamed'] ?? 0) + (run.task['queued'] ?? 0));
  const before = await probeEmpty(run, 'before');
  mkdirSync(full.directory);
  const filled = await step(run, 'fill', full);
  const probed = await step(run, 'probe', full);
  const after = await probeEmpty(run, 'after');
  const figures: Record<string, number> = { 'fill.streamed': filled['streamed'] ?? 0, 'fill.queued': filled['queued'] ?? 0, ready: probed['ready'] ?? 0, idleMemory: probed['idleMemory'] ?? 0, memory: probed['memory'] ?? 0 };
  for (const probe of probes) {
    figures[`empty.${probe}`] = ((before[probe] ?? 0) + (after[probe] ?? 0)) / 2;
    figures[`full.${probe}`] = probed[probe] ?? 0;
  }
  return figures;
}

async function probeEmpty(run: Run, name: string): Promise<Figures> {
  const directory = join(run.directory, name);
  mkdirSync(directory);
  const figures = await step(run, 'probe', { ...run.task, ...empty, directory });
  rmSync(directory, { recursive: true, force: true });
  return figures;
}

const titles: Readonly<Record<(typeof probes)[number], string>> = { queueIn: 'queue in', queueOut: 'queue out', append: 'stream append', read: 'stream read back' };

export const scale: Benchmark = {
  name: 'scale',
  summary: 'a full engine beside an empty one (long: fills 10,000,000 stream messages; --short fills 200,000)',
  rounds: 1,
  contestants: [{ name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-scale.ts', note: 'embedded engine as it ships, from the build; queues in order per key; every queue has a consumer that holds its first messages' }],
  figures: [
    { key: 'fill.streamed', title: 'filling the stream', unit: 'messages/s', better: 'higher' },
    { key: 'fill.queued', title: 'filling the queues', unit: 'messages/s', better: 'higher' },
    ...probes.flatMap((probe) =>
      (['empty', 'full'] as const).map((state) => ({ key: `${state}.${probe}`, title: `${titles[probe]}, ${state}`, unit: 'messages/s', better: 'higher' as const })),
    ),
    { key: 'ready', title: 'start of the full engine', unit: 'ms', better: 'lower' },
    { key: 'idleMemory', title: 'memory of the full engine after its start', unit: 'MB', better: 'lower' },
    { key: 'memory', title: 'memory of the full engine after its work', unit: 'MB', better: 'lower' },
  ],
  targets: [
    ...probes.map((probe) => ({ figure: `full.${probe}`, against: { figure: `empty.${probe}` }, bound: { atLeast: 0.8 } })),
    { figure: 'ready', against: 'absolute', bound: { atMost: 2_000 } },
    { figure: 'idleMemory', against: 'absolute', bound: { atMost: 300 } },
    { figure: 'memory', against: 'absolute', bound: { atMost: 300 } },
  ],
  task: (short) => (short ? { streamed: 200_000, queued: 20_000, keys: 2_000, queues: 100, probe: 20_000, warmup: 10_000 } : { streamed: 10_000_000, queued: 1_000_000, keys: 100_000, queues: 1_000, probe: 50_000, warmup: 10_000 }),
  measure,
};
