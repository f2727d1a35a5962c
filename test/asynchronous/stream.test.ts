import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { readStream, stream } from 'isthmus/stream';
import type { StreamOptions } from 'isthmus/stream';
import { z } from 'zod';
import { streamRunner } from '../../src/asynchronous/stream/runner.ts';
import type { OpenEngine } from '../../src/driver/engine.ts';
import type { Invocation } from '../../src/driver/method.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { event } from '../../src/kernel/contract.ts';
import type { EmitOptions } from '../../src/kernel/handler.ts';
import { hostOf, linkOf, messageOf, until, withEffects } from './host.ts';

const delayed = event('flights.delayed', { data: z.object({ flight: z.string(), n: z.number() }), key: 'flight' });
type Data = { flight: string; n: number };
type Handle = (data: Data, invocation: Invocation) => unknown;
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fast = { backoff: { base: 5, cap: 20, jitter: 'none' } } as const;

async function start(options: StreamOptions, handlers: Record<string, Handle>, engine = memory()) {
  const link = linkOf(delayed, stream(options), Object.keys(handlers));
  const open: OpenEngine = await engine.open({ clock: systemClock, log: noLog });
  assert.deepEqual(streamRunner.check([link]), []);
  const method = await streamRunner.open([link], hostOf({ engine, open, handlers: handlers as never }));
  const send = async (data: Data, emit: EmitOptions = {}) => {
    for (const each of [method.outgoing?.(link, messageOf(delayed, data, data.flight), emit) ?? []].flat()) await each.engine.commit(each.unit);
  };
  const admin = method.stream?.(link);
  assert.ok(admin);
  const stop = async () => {
    await method.drain(AbortSignal.timeout(1_000));
    await method.close();
    await open.close();
  };
  const lag = async (group: string) => (await admin.groups()).filter((each) => each.group === group).reduce((total, each) => total + each.lag, 0);
  return { engine, open, method, send, admin, stop, lag };
}

test('every group reads every record, in order per key, at its own pace', async () => {
  const seen: Record<string, Data[]> = { board: [], audit: [] };
  const s = await start({ partitions: 4, concurrency: 8 }, {
    board: (data) => void seen['board']?.push(data),
    audit: async (data) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
      seen['audit']?.push(data);
    },
  });
  await s.method.start();
  for (let n = 0; n < 200; n += 1) await s.send({ flight: `f${n % 9}`, n });
  await until(() => seen['audit']?.length === 200 && seen['board']?.length === 200);
  for (const group of ['board', 'audit']) {
    for (let key = 0; key < 9; key += 1) {
      const own = (seen[group] ?? []).filter(({ flight }) => flight === `f${key}`).map(({ n }) => n);
      assert.deepEqual(own, own.toSorted((a, b) => a - b));
    }
    await until(async () => (await s.lag(group)) === 0);
  }
  await s.stop();
});

test('the committed offset never passes an unfinished record', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => { release = resolve; });
  const engine = memory();
  const seen: number[] = [];
  const first = await start({ partitions: 1, concurrency: 8 }, { board: async ({ n }) => {
    if (n === 3) await gate;
    seen.push(n);
  } }, engine);
  await first.method.start();
  for (let n = 0; n < 8; n += 1) await first.send({ flight: `f${n}`, n });
  await until(() => seen.length === 7);
  await until(async () => (await first.lag('board')) === 5);
  engine.crash();
  await first.method.close();
  seen.length = 0;
  const second = await start({ partitions: 1, concurrency: 8 }, { board: ({ n }) => void seen.push(n) }, engine);
  await second.method.start();
  await until(async () => (await second.lag('board')) === 0);
  assert.deepEqual(seen, [3, 4, 5, 6, 7]);
  release();
  await second.stop();
});

test('effects of a record that overtook an earlier one happen once, though the record comes again', async () => {
  const engine = memory();
  const seen: number[] = [];
  let stuck = true;
  let open: OpenEngine | undefined;
  const board: Handle = async ({ n }) => {
    if (n === 0 && stuck) await new Promise(() => {});
    seen.push(n);
    return withEffects(new Map([[open as OpenEngine, { state: [{ put: `n${n}`, collection: 'done', value: Buffer.alloc(0) }] }]]));
  };
  const first = await start({ partitions: 1, concurrency: 4 }, { board }, engine);
  open = first.open;
  await first.method.start();
  for (let n = 0; n < 4; n += 1) await first.send({ flight: `f${n}`, n });
  await until(async () => (await first.open.state?.count('done')) === 3);
  assert.equal(await first.open.state?.count('finished'), 3);
  engine.crash();
  await first.method.close();
  stuck = false;
  const second = await start({ partitions: 1, concurrency: 4 }, { board }, engine);
  open = second.open;
  await second.method.start();
  await until(async () => (await second.lag('board')) === 0);
  assert.deepEqual(seen, [1, 2, 3, 0]);
  assert.equal(await second.open.state?.count('finished'), 0);
  await second.stop();
});

test('a poisoned record parks its key, blocks no other, and is redriven in order', async () => {
  const seen: string[] = [];
  let broken = true;
  const s = await start({ ...fast, partitions: 1, attempts: 2 }, { board: ({ flight, n }) => {
    if (broken && flight === 'a' && n === 1) throw new Error('broken');
    seen.push(`${flight}${n}`);
  } });
  await s.method.start();
  for (const n of [1, 2, 3]) for (const flight of ['a', 'b']) await s.send({ flight, n });
  await until(() => seen.length === 3);
  assert.deepEqual(seen, ['b1', 'b2', 'b3']);
  await until(async () => (await s.lag('board')) === 0);
  const [letter] = await s.admin.deadLetters('board').list();
  assert.equal(letter?.reason, 'failed');
  broken = false;
  await s.admin.deadLetters('board').redrive(letter?.id ?? '');
  await until(() => seen.length === 6);
  assert.deepEqual(seen.slice(3), ['a1', 'a2', 'a3']);
  await s.stop();
});

test('replay moves one group only', async () => {
  const seen: Record<string, number[]> = { board: [], audit: [] };
  const s = await start({ partitions: 2 }, { board: ({ n }) => void seen['board']?.push(n), audit: ({ n }) => void seen['audit']?.push(n) });
  await s.method.start();
  for (let n = 0; n < 10; n += 1) await s.send({ flight: `f${n}`, n });
  await until(() => seen['board']?.length === 10 && seen['audit']?.length === 10);
  await s.admin.replay('board', 'beginning');
  await until(() => seen['board']?.length === 20);
  await until(async () => (await s.lag('board')) === 0);
  assert.equal(seen['audit']?.length, 10);
  await assert.rejects(s.admin.replay('nobody', 'beginning'), { code: 'GROUP_UNKNOWN' });
  await s.stop();
});

test('a paused group takes nothing until it is resumed; a group may begin at the end', async () => {
  const seen: number[] = [];
  const s = await start({ partitions: 1, from: 'end' }, { board: ({ n }) => void seen.push(n) });
  await s.send({ flight: 'a', n: 1 });
  await s.method.start();
  s.admin.pause('board');
  await s.send({ flight: 'a', n: 2 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(seen, []);
  s.admin.resume('board');
  await until(() => seen.length === 1);
  assert.deepEqual(seen, [2]);
  await s.stop();
});

test('records are read without a group', async () => {
  const s = await start({ partitions: 3 }, {});
  for (let n = 0; n < 20; n += 1) await s.send({ flight: `f${n}`, n });
  const records = await Array.fromAsync(readStream(s.admin));
  assert.equal(records.length, 20);
  for (const { partition } of await s.admin.ranges()) {
    const offsets = records.filter((record) => record.partition === partition).map(({ offset }) => offset);
    assert.deepEqual(offsets, offsets.toSorted((a, b) => a - b));
  }
  assert.deepEqual((records[0]?.data as Data).flight.startsWith('f'), true);
  await s.stop();
});

test('what does not fit is refused', async () => {
  const s = await start({}, {});
  await assert.rejects(s.send({ flight: 'a', n: 1 }, { priority: 3 }), { code: 'STREAM_OPTION_UNUSED' });
  await s.stop();
  const plain = event('plain', { data: z.object({}) });
  const faults = streamRunner.check([linkOf(plain, stream({ order: 'key', compact: true }), ['x']), linkOf(delayed, stream({ order: 'global' }), ['x'])]);
  assert.deepEqual(faults.map(({ path }) => path.split('.').at(-1)), ['order', 'compact', 'order']);
  const shared = streamRunner.check([linkOf(delayed, stream({}), ['x']), linkOf(delayed, stream({ partitions: 2 }), ['y']), linkOf(delayed, stream({ attempts: 2 }), ['x'])]);
  assert.deepEqual(shared.map(({ message }) => /must be equal/.test(message)), [true, true]);
});

test('a record that is refused when it would have moved the place past finished ones leaves none of their marks behind', async () => {
  const seen: number[] = [];
  let open: OpenEngine | undefined;
  let second = (): void => {};
  const secondDone = new Promise<void>((resolve) => { second = resolve; });
  const write = (key: string, when?: { readonly absent: true }) => withEffects(new Map([[open as OpenEngine, { state: [{ put: key, collection: 'effects', value: Buffer.from('1'), when }] }]]));
  const s = await start({ ...fast, partitions: 1, concurrency: 4, attempts: 3 }, {
    board: async ({ n }, { attempt }) => {
      seen.push(n);
      if (n === 1) await secondDone;
      if (n === 1 && attempt === 1) return write('taken', { absent: true });
      return write(`${n}`);
    },
  });
  open = s.open;
  await s.open.commit({ state: [{ put: 'taken', collection: 'effects', value: Buffer.from('0') }] });
  await s.method.start();
  for (const n of [1, 2, 3]) await s.send({ flight: `f${n}`, n });
  await until(async () => (await s.open.state?.count('finished')) === 2);
  second();
  await until(async () => (await s.lag('board')) === 0);
  await until(async () => (await s.open.state?.get('effects', '1')) !== undefined);
  assert.deepEqual(seen.toSorted((a, b) => a - b), [1, 1, 2, 3]);
  await until(async () => (await s.open.state?.count('finished')) === 0, 'marks of records that were passed stay for ever');
  await s.stop();
});
