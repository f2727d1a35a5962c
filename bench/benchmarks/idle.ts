import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { buildEntry } from '../harness/built.ts';
import { Child } from '../harness/child.ts';

/** From the start of the process to its first answer; then what it uses while nobody asks for anything. */
async function measure({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const entry = buildEntry(contestant.entry);
  const start = performance.now();
  const server = await Child.start(entry, { profile, built: true });
  try {
    const port = (await server.call('listen', directory)) as number;
    await (await fetch(`http://127.0.0.1:${port}/health/ready`)).text();
    const ready = performance.now() - start;
    const seconds = task['seconds'] ?? 1;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const before = (await server.call('cpu')) as number;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const cpu = ((await server.call('cpu')) as number) - before;
    const memory = (await server.call('memory')) as number;
    return { ready, memory: memory / 1e6, cpu: cpu / 1_000 / seconds, loop: (await server.call('loop', seconds)) as number };
  } finally {
    await server.stop();
  }
}

export const idle: Benchmark = {
  name: 'idle',
  summary: 'an app that nobody uses: time until it answers, memory, processor time',
  rounds: 5,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-idle.ts', note: 'REST, a queue, a stream and a job on the embedded engine; from the build' },
    { name: 'node:http', role: 'floor', entry: 'contestants/node-http.ts' },
    { name: 'Fastify', role: 'peer', entry: 'peers/fastify.ts', note: 'HTTP alone' },
  ],
  figures: [
    { key: 'ready', title: 'ready after', unit: 'ms', better: 'lower' },
    { key: 'memory', title: 'memory (resident)', unit: 'MB', better: 'lower' },
    { key: 'cpu', title: 'CPU while idle', unit: 'ms/s', better: 'lower' },
    { key: 'loop', title: 'event-loop delay while idle, p99', unit: 'ms', better: 'lower' },
  ],
  targets: [
    { figure: 'ready', against: 'absolute', bound: { atMost: 1_000 } },
    { figure: 'memory', against: 'absolute', bound: { atMost: 100 } },
    { figure: 'loop', against: 'absolute', bound: { atMost: 10 } },
  ],
  task: (short) => ({ seconds: short ? 1 : 5 }),
  measure,
};
