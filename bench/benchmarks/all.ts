import type { Benchmark } from '../harness/benchmark.ts';
import { queueBulk, queueLatency, queueSingle } from './queues.ts';
import { stream } from './stream.ts';

export const benchmarks: readonly Benchmark[] = [queueBulk, queueSingle, queueLatency, stream];
