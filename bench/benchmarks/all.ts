import type { Benchmark } from '../harness/benchmark.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { idle } from './idle.ts';
import { queueBulk, queueLatency, queueSingle } from './queues.ts';
import { rest } from './rest.ts';
import { scale } from './scale.ts';
import { stream } from './stream.ts';
import { telemetry } from './telemetry.ts';
import { top } from './top.ts';
import { webhook } from './webhook.ts';
import { websocket } from './websocket.ts';

export const benchmarks: readonly Benchmark[] = [queueBulk, queueSingle, queueLatency, stream, rest, idle, check, client, top, telemetry, webhook, websocket, scale];
