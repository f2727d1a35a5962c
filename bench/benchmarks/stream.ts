import type { Benchmark } from '../harness/benchmark.ts';

export const stream: Benchmark = {
  name: 'stream',
  summary: '1 KiB messages appended to a durable stream, and read back through a handler',
  rounds: 5,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-stream.ts', note: 'embedded engine as it ships: every commit synced; read by a new group after a restart' },
    { name: 'plain file', role: 'floor', entry: 'contestants/file-stream.ts', note: 'lines of JSON, fdatasync after each 100' },
    { name: 'Redis Streams', role: 'peer', entry: 'peers/redis-streams.ts', service: 'redis', note: 'appendfsync always; read by XRANGE, without a group' },
    { name: 'NATS JetStream', role: 'peer', entry: 'peers/nats.ts', service: 'nats', note: 'NOT the same durability: it acknowledges before it syncs (every 2 minutes by default); read without acknowledgements' },
  ],
  figures: [
    { key: 'append', title: 'append, 100 in flight', unit: 'messages/s', better: 'higher' },
    { key: 'group', title: 'append, groups of 100', unit: 'messages/s', better: 'higher' },
    { key: 'read', title: 'read back', unit: 'messages/s', better: 'higher' },
  ],
  targets: [
    { figure: 'append', against: { contestant: 'plain file' }, bound: { atLeast: 0.5 } },
    { figure: 'group', against: { contestant: 'plain file' }, bound: { atLeast: 0.5 } },
    { figure: 'read', against: 'best peer', bound: { atLeast: 5 } },
  ],
  task: (short) => ({ messages: short ? 5_000 : 50_000, warmup: 2_000, group: 100 }),
};
