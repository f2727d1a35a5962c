import type { Benchmark, Contestant, Figures, Run } from '../harness/benchmark.ts';
import { Child } from '../harness/child.ts';
import { purposes } from '../harness/queue-work.ts';
import { measureRest, rest } from './rest.ts';

const contestants: readonly Contestant[] = [
  { name: 'on', role: 'ours', entry: 'contestants/telemetry-on.ts', note: 'traces and metrics' },
  { name: 'off', role: 'floor', entry: 'contestants/telemetry-off.ts', note: 'counters only, which are always on' },
  { name: 'traces', role: 'floor', entry: 'contestants/telemetry-traces.ts', note: '100 new traces a second at most, real SDK, spans in batches, exported nowhere' },
  { name: 'metrics', role: 'floor', entry: 'contestants/telemetry-metrics.ts', note: 'read every second by Prometheus and by the SDK' },
];

/** The queue in a process of its own, then the server in another. */
async function measure(run: Run): Promise<Figures> {
  const child = await Child.start(run.contestant.entry, { profile: run.profile });
  try {
    const queued = (await child.call('measure', { ...run.task, directory: run.directory, service: undefined })) as Figures;
    return { ...queued, ...(await measureRest({ ...run, directory: `${run.directory}/rest`, task: { ...run.task, warmup: run.task['restWarmup'] ?? 1 } })) };
  } finally {
    await child.stop();
  }
}

export const telemetry: Benchmark = {
  name: 'telemetry',
  summary: 'a queue in bulk and requests, with telemetry off and on',
  rounds: 5,
  contestants,
  figures: [
    { key: 'in', title: 'queue, bulk in', unit: 'messages/s', better: 'higher' },
    { key: 'out', title: 'queue, out through a handler', unit: 'messages/s', better: 'higher' },
    ...rest.figures,
  ],
  targets: [
    { figure: 'in', against: { contestant: 'off' }, bound: { atLeast: 0.9 } },
    { figure: 'out', against: { contestant: 'off' }, bound: { atLeast: 0.9 } },
    { figure: 'get', against: { contestant: 'off' }, bound: { atLeast: 0.9 } },
    { figure: 'post', against: { contestant: 'off' }, bound: { atLeast: 0.9 } },
  ],
  task: (short) => ({
    kind: purposes.indexOf('bulk'), messages: short ? 20_000 : 120_000, warmup: short ? 5_000 : 20_000, inFlight: 100, perSecond: 500, saturated: 0,
    connections: 32, restWarmup: short ? 0.5 : 2, seconds: short ? 1 : 3,
  }),
  measure,
};
