import type { Benchmark, Contestant } from '../harness/benchmark.ts';
import { purposes } from '../harness/queue-work.ts';

const contestants: readonly Contestant[] = [
  { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-queue.ts', note: 'embedded engine as it ships: every commit synced' },
  { name: 'BullMQ', role: 'peer', entry: 'peers/bullmq.ts', service: 'redis', note: 'appendfsync always' },
  { name: 'pg-boss', role: 'peer', entry: 'peers/pg-boss.ts', service: 'postgres', note: 'synchronous_commit on' },
  { name: 'graphile-worker', role: 'peer', entry: 'peers/graphile-worker.ts', service: 'postgres', note: 'synchronous_commit on, local queue, completions in batches' },
  { name: 'RabbitMQ', role: 'peer', entry: 'peers/rabbitmq.ts', service: 'rabbitmq', note: 'quorum queue of one node, publisher confirms, rabbitmq-client' },
];

// Long enough that what is measured is compiled code: a JavaScript client takes thousands of messages to get there.
const shared = { warmup: 20_000, inFlight: 100, perSecond: 500, saturated: 0 };

export const queueBulk: Benchmark = {
  name: 'queue-bulk',
  summary: '1 KiB messages into a durable queue in bulk, then out through a handler',
  rounds: 3,
  contestants,
  figures: [
    { key: 'in', title: 'bulk in', unit: 'messages/s', better: 'higher' },
    { key: 'out', title: 'out through a handler', unit: 'messages/s', better: 'higher' },
  ],
  targets: [
    { figure: 'in', against: 'best peer', bound: { atLeast: 4 } },
    { figure: 'out', against: 'best peer', bound: { atLeast: 4 } },
  ],
  task: (short) => ({ ...shared, kind: purposes.indexOf('bulk'), messages: short ? 4_000 : 120_000, ...(short ? { warmup: 2_000 } : {}) }),
};

export const queueSingle: Benchmark = {
  name: 'queue-single',
  summary: '1 KiB messages into a durable queue, each awaited, 100 in flight',
  rounds: 3,
  contestants,
  figures: [{ key: 'single', title: 'awaited sends', unit: 'messages/s', better: 'higher' }],
  targets: [{ figure: 'single', against: 'best peer', bound: { atLeast: 2.5 } }],
  task: (short) => ({ ...shared, kind: purposes.indexOf('single'), messages: short ? 1_000 : 20_000, warmup: short ? 200 : 5_000 }),
};

export const queueLatency: Benchmark = {
  name: 'queue-latency',
  summary: 'from sending to the start of the handler at 500 messages/s; then the event loop while the queue is saturated',
  rounds: 3,
  contestants,
  figures: [
    { key: 'p50', title: 'send to handler, p50', unit: 'ms', better: 'lower' },
    { key: 'p99', title: 'send to handler, p99', unit: 'ms', better: 'lower' },
    { key: 'loop', title: 'event-loop delay while saturated, p99', unit: 'ms', better: 'lower' },
    { key: 'through', title: 'in and out at once while saturated', unit: 'messages/s', better: 'higher' },
  ],
  targets: [
    { figure: 'p50', against: 'absolute', bound: { atMost: 1 } },
    { figure: 'loop', against: 'absolute', bound: { atMost: 10 } },
  ],
  task: (short) => ({ ...shared, kind: purposes.indexOf('latency'), messages: short ? 500 : 4_000, warmup: 500, saturated: short ? 4_000 : 30_000 }),
};
