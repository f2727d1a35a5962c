import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { embedded } from 'isthmus/embedded';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import type { QueueOptions } from 'isthmus/queue';
import { z } from 'zod';
import { queueRunner } from '../../src/asynchronous/queue/runner.ts';
import type { Engine, OpenEngine } from '../../src/driver/engine.ts';
import type { Invocation } from '../../src/driver/method.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { event } from '../../src/kernel/contract.ts';
import type { EmitOptions } from '../../src/kernel/handler.ts';
import { hostOf, linkOf, messageOf, until } from './host.ts';

const moved = event('things.moved', { data: z.object({ key: z.string(), n: z.number(), pad: z.string().optional() }), key: 'key' });
type Data = { key: string; n: number; pad?: string };
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function start(options: QueueOptions, handler: (data: Data, invocation: Invocation) => unknown, engine: Engine = memory(), policies = {}) {
  const link = linkOf(moved, queue(options), ['things'], policies);
  const open: OpenEngine = await engine.open({ clock: systemClock, log: noLog });
  const method = await queueRunner.open([link], hostOf({ engine, open, handlers: { things: handler as never } }));
  const send = async (data: Data, emit: EmitOptions = {}, more = {}) => {
    for (const each of [method.outgoing?.(link, messageOf(moved, data, data.key, more), emit) ?? []].flat()) await each.engine.commit(each.unit);
  };
  const admin = method.queue?.(link);
  assert.ok(admin);
  const stop = async () => {
    await method.drain(AbortSignal.timeout(1_000));
    await method.close();
    await open.close();
  };
  return { open, method, send, admin, stop };
}

test('delay, priority and deduplication reach the engine', async () => {
  const seen: number[] = [];
  const q = await start({ order: 'none', concurrency: 1, delay: true, priority: true, deduplicationWindow: '1m' }, ({ n }) => void seen.push(n));
  await q.send({ key: 'a', n: 1 }, { delay: 40 });
  await q.send({ key: 'a', n: 2 });
  await q.send({ key: 'a', n: 3 }, { priority: 9 });
  await q.send({ key: 'a', n: 4 }, { deduplicationId: 'x' });
  await q.send({ key: 'a', n: 5 }, { deduplicationId: 'x' });
  await q.method.start();
  await until(() => seen.length === 4);
  assert.deepEqual(seen, [3, 2, 4, 1]);
  await q.stop();
});

test('global order holds over all keys, through a retry', async () => {
  const seen: number[] = [];
  const q = await start({ order: 'global', concurrency: 8, backoff: { base: 3, jitter: 'none' } }, async ({ n }, { attempt }) => {
    await new Promise((resolve) => setTimeout(resolve, n % 2));
    if (n === 3 && attempt === 1) throw new Error('once');
    seen.push(n);
  });
  for (let n = 0; n < 12; n += 1) await q.send({ key: `k${n}`, n });
  await q.method.start();
  await until(() => seen.length === 12);
  assert.deepEqual(seen, Array.from({ length: 12 }, (_, n) => n));
  await q.stop();
});

test('what a rate limit holds back is tried later and is no attempt', async () => {
  const attempts: number[] = [];
  const q = await start({ order: 'none', attempts: 1, backoff: { base: 5, jitter: 'none' } }, (_data, { attempt }) => void attempts.push(attempt), memory(), { rateLimit: { limit: 2, window: 40, per: 'link' } });
  for (let n = 0; n < 6; n += 1) await q.send({ key: 'a', n });
  await q.method.start();
  await until(() => attempts.length === 6);
  assert.deepEqual(new Set(attempts), new Set([1]));
  assert.equal(await q.admin.deadLetters.count(), 0);
  await q.stop();
});

test('a waiting key that would fill the window moves to the store, and other keys go on', async () => {
  const seen: string[] = [];
  const q = await start({ prefetch: 8, attempts: 3, backoff: { base: 150, factor: 1, jitter: 'none' }, hold: '1m' }, ({ key, n }, { attempt }) => {
    if (key === 'slow' && n === 0 && attempt === 1) throw new Error('once');
    seen.push(`${key}${n}`);
  });
  for (let n = 0; n < 30; n += 1) await q.send({ key: 'slow', n });
  await q.send({ key: 'quick', n: 0 });
  await q.method.start();
  await until(() => seen.includes('quick0'));
  assert.deepEqual(seen, ['quick0']);
  await until(() => seen.length === 31);
  assert.deepEqual(seen.slice(1), Array.from({ length: 30 }, (_, n) => `slow${n}`));
  await q.stop();
});

test('purging removes what waits, also in the store and with its large bodies', async () => {
  const q = await start({ attempts: 1, claimCheckAbove: 100 }, () => { throw new Error('broken'); });
  await q.method.start();
  await q.send({ key: 'a', n: 1 });
  await q.send({ key: 'a', n: 2, pad: 'x'.repeat(200) });
  await until(async () => (await q.admin.depth()).parked === 1);
  q.admin.pause();
  await q.send({ key: 'b', n: 3, pad: 'x'.repeat(200) });
  assert.equal(await q.open.state?.count('claims'), 2);
  await q.admin.purge();
  const { parked, deadLetters } = await q.admin.depth();
  assert.deepEqual({ parked, deadLetters }, { parked: 0, deadLetters: 1 });
  await q.stop();
});

test('an engine that keeps no order is refused where the event has a key', async () => {
  const engine = memory({ refuse: ['orderPerKey'] });
  await assert.rejects(start({}, () => {}, engine), { code: 'CAPABILITY_NOT_OFFERED' });
  const q = await start({ order: 'none' }, () => {}, engine);
  await q.stop();
});

test('on disk: dead letters, parked keys and attempts are there after a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-queue-'));
  try {
    const seen: string[] = [];
    let broken = true;
    const handler = ({ key, n }: Data): void => {
      if (broken && key === 'a' && n === 1) throw new Error('broken');
      seen.push(`${key}${n}`);
    };
    const options = { attempts: 2, backoff: { base: 2, jitter: 'none' } } as const;
    const first = await start(options, handler, embedded({ directory }));
    await first.method.start();
    for (const n of [1, 2, 3]) for (const key of ['a', 'b']) await first.send({ key, n });
    await until(async () => (await first.admin.depth()).parked === 2 && seen.length === 3);
    await first.stop();
    broken = false;
    const second = await start(options, handler, embedded({ directory }));
    await second.method.start();
    assert.equal(await second.admin.deadLetters.redriveAll(), 1);
    await until(() => seen.length === 6);
    assert.deepEqual(seen, ['b1', 'b2', 'b3', 'a1', 'a2', 'a3']);
    await until(async () => (await second.admin.deadLetters.parkedKeys()).length === 0);
    await second.stop();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
