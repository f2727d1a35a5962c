import type { Benchmark } from '../harness/benchmark.ts';

export const client: Benchmark = {
  name: 'client',
  summary: 'one call of an operation in the same process: validation, policies, measurements and effects included',
  rounds: 7,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/client-in-process.ts', note: 'client() via inProcess(app)' },
    { name: 'function', role: 'floor', entry: 'contestants/client-function.ts', note: 'the handler called directly, its input and output validated' },
  ],
  figures: [{ key: 'call', title: 'CPU of a call', unit: 'µs', better: 'lower' }],
  // Two microseconds over the function, which takes between 0.1 and 0.2.
  targets: [{ figure: 'call', against: 'absolute', bound: { atMost: 2.1 } }],
  task: (short) => ({ warmup: short ? 20_000 : 100_000, calls: short ? 50_000 : 400_000 }),
};
