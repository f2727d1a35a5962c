import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Delivery } from '../../../src/driver/delivery.ts';
import type { StreamReceiver } from '../../../src/driver/stream.ts';
import { ManualClock } from '../../../src/kernel/manual-clock.ts';
import { appending, directoryFor, ids, message, nothingComes, open, take, until, withCode } from './setup.ts';

const one = { name: 'log', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false };
const four = { ...one, partitions: 4 };
const numbered = (from: number, to: number, key?: (index: number) => string) =>
  Array.from({ length: to - from }, (_, index) => message(`${from + index}`, key === undefined ? {} : { key: key(from + index) }));

function upTo(receiver: StreamReceiver, deliveries: readonly Delivery[]) {
  const next = new Map<number, number>();
  for (const { lane, position } of deliveries) next.set(lane, Math.max(next.get(lane) ?? 0, position + 1));
  return { positions: [{ receiver, positions: Array.from(next, ([lane, position]) => ({ lane, next: position })) }] };
}

test('records keep their order per key and their offsets through restarts', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await engine.streams.declare(four);
  for (let from = 0; from < 300; from += 100) await engine.commit(appending('log', ...numbered(from, from + 100, (index) => `k${index % 10}`)));
  await engine.close();
  const again = await open(context, directory);
  await again.streams.declare(four);
  const receiver = await again.streams.subscribe('log', 'g', { from: 'beginning', window: 1_000 });
  const taken = await take(receiver, 300);
  for (let key = 0; key < 10; key += 1) {
    const order = taken.filter((delivery) => delivery.message.key === `k${key}`);
    assert.deepEqual(order.map((delivery) => Number(delivery.message.id)), Array.from({ length: 30 }, (_, index) => index * 10 + key));
    assert.equal(new Set(order.map(({ lane }) => lane)).size, 1);
  }
  const ranges = await again.streams.ranges('log');
  assert.equal(ranges.reduce((sum, { next }) => sum + next, 0), 300);
  assert.ok(await nothingComes(receiver.receive(1)));
});

test('a group goes on where it committed; others are not disturbed', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await engine.streams.declare(one);
  await engine.commit(appending('log', ...numbered(0, 10)));
  const receiver = await engine.streams.subscribe('log', 'g', { from: 'beginning', window: 100 });
  const taken = await take(receiver, 10);
  await engine.commit(upTo(receiver, taken.slice(0, 4)));
  await engine.streams.subscribe('log', 'late', { from: 'end', window: 100 });
  assert.deepEqual(await engine.streams.groups('log'), [{ group: 'g', partition: 0, next: 4, lag: 6 }, { group: 'late', partition: 0, next: 10, lag: 0 }]);
  await engine.close();

  const again = await open(context, directory);
  await again.streams.declare(one);
  await again.commit(appending('log', message('10')));
  const next = await again.streams.subscribe('log', 'g', { from: 'beginning', window: 100 });
  assert.deepEqual(ids(await take(next, 7)), ['4', '5', '6', '7', '8', '9', '10']);
  const late = await again.streams.subscribe('log', 'late', { from: 'end', window: 100 });
  assert.deepEqual(ids(await take(late, 1)), ['10']);
});

test('the window limits what is received and not committed', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.streams.declare(one);
  await engine.commit(appending('log', ...numbered(0, 10)));
  const receiver = await engine.streams.subscribe('log', 'g', { from: 'beginning', window: 3 });
  const taken = await take(receiver, 3);
  const pending = receiver.receive(10);
  assert.ok(await nothingComes(pending));
  await engine.commit(upTo(receiver, taken.slice(0, 2)));
  assert.deepEqual(ids(await pending), ['3', '4']);
});

test('keyless records of one unit share a partition, those of the next unit take the next one', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.streams.declare(four);
  for (const [from, to] of [[0, 10], [10, 20], [20, 320]] as const) await engine.commit(appending('log', ...numbered(from, to)));
  const ranges = await engine.streams.ranges('log');
  assert.deepEqual(ranges.map(({ first, next }) => next - first).toSorted((a, b) => a - b), [10, 54, 128, 128]);
});

test('members share the partitions; one that leaves hands its over', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.streams.declare(four);
  const revoked: number[][] = [];
  const assigned: number[][] = [];
  const first: StreamReceiver = await engine.streams.subscribe('log', 'g', {
    from: 'beginning',
    window: 100,
    onAssigned: (lanes) => void assigned.push([...lanes]),
    onRevoked: async (lanes) => {
      revoked.push([...lanes]);
      await engine.commit(upTo(first, taken));
    },
  });
  for (const each of numbered(0, 40)) await engine.commit(appending('log', each));
  const taken = await take(first, 40);
  assert.deepEqual(assigned, [[0, 1, 2, 3]]);
  const second = await engine.streams.subscribe('log', 'g', { from: 'beginning', window: 100 });
  for (const each of numbered(40, 80)) await engine.commit(appending('log', each));
  const rest = [await take(first, 20), await take(second, 20)];
  assert.equal(revoked.flat().length, 2);
  assert.deepEqual(rest.flatMap(ids).map(Number).sort((a, b) => a - b), Array.from({ length: 40 }, (_, index) => 40 + index));
  assert.ok(rest[1]?.every(({ lane }) => revoked.flat().includes(lane)));
  await assert.rejects(engine.commit({ positions: [{ receiver: first, positions: [{ lane: revoked[0]?.[0] ?? -1, next: 1 }] }] }), withCode('SETTLED_LATE'));
  await engine.commit(upTo(first, rest[0] ?? []));
  await second.close();
  assert.deepEqual(ids(await take(first, 20)).toSorted(), ids(rest[1] ?? []).toSorted(), 'what the other had not committed comes again');
});

test('a group can go to an offset, a time, the beginning and the end', async (context) => {
  const clock = new ManualClock();
  const engine = await open(context, directoryFor(context), clock);
  await engine.streams.declare(one);
  for (let index = 0; index < 30; index += 1) {
    await engine.commit(appending('log', message(`${index}`)));
    clock.advance(1_000);
  }
  const start = clock.now() - 30_000;
  const voided: number[][] = [];
  const receiver = await engine.streams.subscribe('log', 'g', { from: 'end', window: 100, onAssigned: (lanes) => void voided.push([...lanes]) });
  await engine.streams.seek('log', 'g', { time: start + 9_500 });
  assert.deepEqual(ids(await take(receiver, 20)).slice(0, 2), ['10', '11']);
  await engine.streams.seek('log', 'g', { time: start + 20_000 });
  assert.deepEqual(ids(await take(receiver, 10)).slice(0, 1), ['20']);
  await engine.streams.seek('log', 'g', { offset: 3, partition: 0 });
  assert.deepEqual(ids(await take(receiver, 27)).slice(0, 1), ['3']);
  await engine.streams.seek('log', 'g', 'beginning');
  assert.deepEqual(ids(await take(receiver, 30)).slice(0, 1), ['0']);
  await engine.streams.seek('log', 'g', { time: start + 99_000 });
  const pending = receiver.receive(1);
  assert.ok(await nothingComes(pending));
  await engine.commit(appending('log', message('30')));
  assert.deepEqual(ids(await pending), ['30']);
  assert.equal(voided.length, 6);
  await assert.rejects(engine.streams.seek('log', 'g', { offset: 32, partition: 0 }), withCode('OFFSET_UNKNOWN'));
  await assert.rejects(engine.streams.seek('log', 'g', { offset: 0, partition: 1 }), withCode('OFFSET_UNKNOWN'));
  assert.deepEqual(await engine.streams.groups('log'), [{ group: 'g', partition: 0, next: 30, lag: 1 }]);
});

test('reading without a group takes from any offset', async (context) => {
  const engine = await open(context, directoryFor(context), undefined, { memory: '1MiB' });
  await engine.streams.declare(one);
  const data = new Uint8Array(50_000);
  for (let index = 0; index < 60; index += 1) await engine.commit(appending('log', message(`${index}`, { data })));
  assert.deepEqual(ids(await engine.streams.read('log', 0, 7, 3)), ['7', '8', '9']);
  assert.equal((await engine.streams.read('log', 0, 0, 100)).length, 21, 'stops after 1 MiB');
  assert.deepEqual(ids(await engine.streams.read('log', 0, 58, 100)), ['58', '59']);
  assert.deepEqual(await engine.streams.read('log', 0, 60, 100), []);
});

test('old records go by time and by size, and offsets go on', async (context) => {
  const directory = directoryFor(context);
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.streams.declare({ ...one, retentionTime: 10_000 });
  await engine.streams.declare({ ...one, name: 'small', retentionSize: 50_000 });
  await engine.commit(appending('log', ...numbered(0, 5)));
  for (let index = 0; index < 20; index += 1) await engine.commit(appending('small', message(`${index}`, { data: new Uint8Array(10_000) })));
  const range = async (stream: string) => (await engine.streams.ranges(stream)).map(({ first, next }) => [first, next]);
  const tick = async () => {
    clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until(async () => {
    await tick();
    return (await range('small'))[0]?.[0] === 16;
  });
  assert.deepEqual(await range('small'), [[16, 20]]);
  await until(async () => {
    await tick();
    return (await range('log'))[0]?.[0] === 5;
  });
  assert.deepEqual(ids(await engine.streams.read('small', 0, 0, 100)), ['16', '17', '18', '19']);
  await engine.close();
  const again = await open(context, directory, clock);
  await again.streams.declare({ ...one, retentionTime: 20_000 });
  await again.commit(appending('log', message('5')));
  assert.deepEqual((await again.streams.ranges('log')).map(({ first, next }) => [first, next]), [[5, 6]]);
});

test('compaction keeps the latest record of each key, at its offset', async (context) => {
  const directory = directoryFor(context);
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.streams.declare({ ...one, compact: true });
  for (let round = 0; round < 20; round += 1) await engine.commit(appending('log', ...numbered(round * 10, round * 10 + 10, (index) => `k${index % 10}`), message(`free${round}`)));
  const expected = [...Array.from({ length: 19 }, (_, index) => `free${index}`), ...Array.from({ length: 10 }, (_, index) => `${190 + index}`), 'free19'];
  await engine.close();
  const again = await open(context, directory, clock);
  await again.streams.declare({ ...one, compact: true });
  await until(async () => {
    clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return (await again.streams.read('log', 0, 0, 1_000)).length === expected.length;
  });
  const kept = await again.streams.read('log', 0, 0, 1_000);
  assert.deepEqual(ids(kept), expected);
  assert.deepEqual(kept.slice(-2).map(({ position }) => position), [218, 219]);
  assert.deepEqual((await again.streams.ranges('log')).map(({ first, next }) => [first, next]), [[10, 220]]);
});

test('retention takes along what compaction knows of the keys that go', async (context) => {
  const directory = directoryFor(context);
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.streams.declare({ ...one, compact: true, retentionTime: 60_000 });
  await engine.commit(appending('log', ...numbered(0, 50, (index) => `old${index}`), message('a', { key: 'again' })));
  const first = async () => (await engine.streams.ranges('log'))[0]?.first;
  for (let step = 0; step < 5; step += 1) {
    clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  clock.advance(50_000);
  await engine.commit(appending('log', message('b', { key: 'again' }), message('c', { key: 'new' })));
  await until(async () => {
    clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return (await first()) === 51;
  });
  await engine.close();
  const database = new DatabaseSync(join(directory, 'isthmus.db'), { readOnly: true });
  context.after(() => database.close());
  assert.deepEqual(database.prepare('SELECT key FROM latest ORDER BY key').all().map((row) => row['key']), ['again', 'new']);
});

test('what exists in another form, or not at all, is refused', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.streams.declare(four);
  await engine.streams.declare({ ...four, retentionTime: 5 });
  await assert.rejects(engine.streams.declare(one), withCode('STREAM_DIFFERS'));
  await assert.rejects(engine.streams.declare({ ...four, compact: true }), withCode('STREAM_DIFFERS'));
  await assert.rejects(engine.commit(appending('other', message('a'))), withCode('STREAM_UNKNOWN'));
  await assert.rejects(engine.streams.read('log', 4, 0, 1), withCode('OFFSET_UNKNOWN'));
});

test('a closed receiver gets nothing more, and closing again does nothing', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.streams.declare(one);
  const receiver = await engine.streams.subscribe('log', 'g', { from: 'beginning', window: 10 });
  const pending = receiver.receive(1);
  await receiver.close();
  await receiver.close();
  assert.deepEqual(await pending, []);
  assert.deepEqual(await receiver.receive(1), []);
  await assert.rejects(engine.commit({ positions: [{ receiver, positions: [{ lane: 0, next: 0 }] }] }), withCode('SETTLED_LATE'));
});
