import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../../src/kernel/manual-clock.ts';
import { directoryFor, done, ids, message, nothingComes, open, released, said, sending, take, until, withCode } from './setup.ts';

const plain = { name: 'work', lanes: 0, deduplicationWindow: 0 };
const ordered = { name: 'work', lanes: 4, deduplicationWindow: 0 };

test('a message is kept with everything it says until it is done, through restarts', async (context) => {
  const directory = directoryFor(context);
  const full = message('one', { key: 'k', subject: 's', traceparent: 't', tracestate: 'ts', expiresAt: 5, extensions: { a: 'b' }, dataschema: '/x/1', datacontenttype: 'text/plain', priority: 3 });
  const first = await open(context, directory);
  await first.queues.declare(plain);
  await first.commit(sending('work', full));
  await first.close();

  const second = await open(context, directory);
  assert.equal(second.recovered, false);
  await second.queues.declare(plain);
  const receiver = await second.queues.consume('work', { prefetch: 10 });
  const [delivery] = await take(receiver, 1);
  assert.ok(delivery !== undefined);
  assert.deepEqual(said(delivery.message), said(full));
  assert.equal(delivery.redelivered, 0);
  await second.commit(done(receiver, delivery));
  await second.close();

  const third = await open(context, directory);
  await third.queues.declare(plain);
  assert.deepEqual(await third.queues.depth('work'), { ready: 0, inFlight: 0, delayed: 0, oldestAge: 0 });
});

test('a message is with one receiver at a time', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(plain);
  const receivers = [await engine.queues.consume('work', { prefetch: 10 }), await engine.queues.consume('work', { prefetch: 10 })];
  await engine.commit(sending('work', ...Array.from({ length: 20 }, (_, index) => message(`${index}`))));
  const taken = (await Promise.all(receivers.map((receiver) => take(receiver, 10)))).flat();
  assert.deepEqual(ids(taken).map(Number).sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => index));
});

test('a partly settled batch keeps only what is left', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await engine.queues.declare(plain);
  await engine.commit(sending('work', ...Array.from({ length: 40 }, (_, index) => message(`${index}`))));
  const receiver = await engine.queues.consume('work', { prefetch: 100 });
  const taken = await take(receiver, 40);
  await engine.commit(done(receiver, ...taken.filter((_, index) => index % 3 !== 0)));
  await engine.close();

  const again = await open(context, directory);
  await again.queues.declare(plain);
  assert.equal((await again.queues.depth('work')).ready, 14);
  const rest = await take(await again.queues.consume('work', { prefetch: 100 }), 14);
  assert.deepEqual(ids(rest).map(Number), Array.from({ length: 14 }, (_, index) => index * 3));
});

test('prefetch limits what a receiver holds', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('a'), message('b'), message('c')));
  const receiver = await engine.queues.consume('work', { prefetch: 2 });
  const held = await take(receiver, 2);
  const pending = receiver.receive(5);
  assert.ok(await nothingComes(pending));
  await engine.commit(done(receiver, ...held.slice(0, 1)));
  assert.deepEqual(ids(await pending), ['c']);
});

test('what is released or left by a closed receiver comes back in order; only the latter is suspected', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('a'), message('b'), message('c')));
  const first = await engine.queues.consume('work', { prefetch: 10 });
  const held = await take(first, 3);
  await engine.commit(released(first, ...held.slice(1, 2)));
  assert.deepEqual(await take(first, 1).then((some) => some.map(({ message: { id }, redelivered }) => [id, redelivered])), [['b', 0]]);
  const waiting = first.receive(1);
  await first.close();
  assert.deepEqual(await waiting, []);
  assert.deepEqual(await first.receive(1), []);
  await first.close();
  const second = await engine.queues.consume('work', { prefetch: 10 });
  assert.deepEqual((await take(second, 3)).map(({ message: { id }, redelivered }) => [id, redelivered]), [['a', 1], ['b', 1], ['c', 1]]);
});

test('settling late is refused, and nothing of the unit takes effect', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('a')));
  const receiver = await engine.queues.consume('work', { prefetch: 10 });
  const held = await take(receiver, 1);
  await receiver.close();
  await assert.rejects(engine.commit({ ...done(receiver, ...held), ...sending('work', message('effect')) }), withCode('SETTLED_LATE'));
  assert.equal((await engine.queues.depth('work')).ready, 1);
  const next = await engine.queues.consume('work', { prefetch: 10 });
  const again = await take(next, 1);
  await engine.commit(done(next, ...again));
  await assert.rejects(engine.commit(done(next, ...again)), withCode('SETTLED_LATE'));
});

test('lanes keep the order of each key and have one owner', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(ordered);
  const moved: number[] = [];
  const first = await engine.queues.consume('work', { prefetch: 1_000, onRevoked: async (lanes) => void moved.push(...lanes) });
  await engine.commit(sending('work', ...Array.from({ length: 200 }, (_, index) => message(`${index}`, { key: `k${index % 20}` }))));
  const held = await take(first, 200);
  const lanes = new Map<string, Set<number>>();
  for (const { message: each, lane } of held) lanes.set(each.key ?? '', (lanes.get(each.key ?? '') ?? new Set()).add(lane));
  assert.ok([...lanes.values()].every((set) => set.size === 1));
  const second = await engine.queues.consume('work', { prefetch: 1_000 });
  const expected = held.filter(({ lane }) => moved.includes(lane));
  assert.equal(moved.length, 2);
  const passed = await take(second, expected.length);
  for (let key = 0; key < 20; key += 1) {
    const order = passed.filter((delivery) => delivery.message.key === `k${key}`).map((delivery) => Number(delivery.message.id));
    assert.deepEqual(order, order.toSorted((a, b) => a - b));
  }
  assert.deepEqual(ids(passed).toSorted(), ids(expected).toSorted());
  await assert.rejects(engine.commit(done(first, ...expected.slice(0, 1))), withCode('SETTLED_LATE'));
  await engine.commit(done(first, ...held.filter(({ lane }) => !moved.includes(lane))));
  await second.close();
  assert.deepEqual(ids(await take(first, expected.length)).toSorted(), ids(expected).toSorted());
});

test('higher priorities come first', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('low'), message('high', { priority: 9 }), message('middle', { priority: 5 }), message('low2', { priority: 0 })));
  assert.deepEqual((await engine.queues.peek('work', 10)).map(({ id }) => id), ['high', 'middle', 'low', 'low2']);
  const receiver = await engine.queues.consume('work', { prefetch: 10 });
  assert.deepEqual(ids(await take(receiver, 4)), ['high', 'middle', 'low', 'low2']);
});

test('a delayed message comes at its time, through restarts and a clock that goes back', async (context) => {
  const directory = directoryFor(context);
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('late', { notBefore: clock.now() + 60_000 }), message('later', { notBefore: clock.now() + 90_000 }), message('now')));
  assert.deepEqual(await engine.queues.depth('work'), { ready: 1, inFlight: 0, delayed: 2, oldestAge: 0 });
  assert.deepEqual((await engine.queues.peek('work', 10)).map(({ id }) => id), ['now', 'late', 'later']);
  await engine.close();

  const again = await open(context, directory, clock);
  await again.queues.declare(plain);
  const receiver = await again.queues.consume('work', { prefetch: 10 });
  assert.deepEqual(ids(await take(receiver, 1)), ['now']);
  const pending = receiver.receive(1);
  clock.advance(59_999);
  assert.ok(await nothingComes(pending));
  clock.jump(-30_000);
  clock.advance(15_001);
  assert.ok(await nothingComes(pending), 'not before its time by the wall clock');
  clock.advance(15_000);
  assert.deepEqual(ids(await pending), ['late']);
  const last = receiver.receive(1);
  clock.jump(60_000);
  clock.advance(15_000);
  assert.deepEqual(ids(await last), ['later']);
});

test('an id is taken once within its window, by elapsed time, also when the clock goes back', async (context) => {
  const directory = directoryFor(context);
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.queues.declare({ ...plain, deduplicationWindow: 60_000 });
  const again = (id: string) => message(id, { deduplicationId: 'same' });
  await engine.commit(sending('work', again('first'), again('second'), message('other')));
  await engine.commit(sending('work', again('third')));
  clock.jump(-3_600_000);
  await engine.commit(sending('work', again('fourth')));
  assert.deepEqual((await engine.queues.peek('work', 10)).map(({ id }) => id), ['first', 'other']);
  await engine.close();

  const reopened = await open(context, directory, clock);
  await reopened.queues.declare({ ...plain, deduplicationWindow: 60_000 });
  await reopened.commit(sending('work', again('fifth')));
  clock.advance(60_001);
  await reopened.commit(sending('work', again('sixth')));
  assert.deepEqual((await reopened.queues.peek('work', 10)).map(({ id }) => id), ['first', 'other', 'sixth']);
  const receiver = await reopened.queues.consume('work', { prefetch: 10 });
  await reopened.commit(done(receiver, ...(await take(receiver, 3))));
  assert.equal((await reopened.queues.depth('work')).ready, 0);
});

test('a purge removes what waits and leaves what is leased', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await engine.queues.declare(plain);
  await engine.commit(sending('work', ...Array.from({ length: 10 }, (_, index) => message(`${index}`))));
  await engine.commit(sending('work', message('10', { priority: 4 }), message('11', { notBefore: Date.now() + 60_000 })));
  const receiver = await engine.queues.consume('work', { prefetch: 3 });
  const held = await take(receiver, 3);
  assert.equal(await engine.queues.purge('work'), 9);
  assert.deepEqual(await engine.queues.depth('work').then(({ ready, inFlight, delayed }) => ({ ready, inFlight, delayed })), { ready: 0, inFlight: 3, delayed: 0 });
  await engine.commit(sending('work', message('after')));
  await engine.commit(done(receiver, ...held));
  assert.deepEqual(ids(await take(receiver, 1)), ['after']);
  await engine.close();
  const again = await open(context, directory);
  await again.queues.declare(plain);
  assert.deepEqual((await again.queues.peek('work', 10)).map(({ id }) => id), ['after']);
});

test('depth tells the age of the oldest waiting message', async (context) => {
  const clock = new ManualClock();
  const engine = await open(context, directoryFor(context), clock);
  await engine.queues.declare(plain);
  await engine.commit(sending('work', message('a')));
  clock.advance(2_000);
  assert.equal((await engine.queues.depth('work')).oldestAge, 2_000);
});

test('what exists in another form, or not at all, is refused', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare(ordered);
  await engine.queues.declare(ordered);
  await assert.rejects(engine.queues.declare({ ...ordered, lanes: 5 }), withCode('QUEUE_DIFFERS'));
  await assert.rejects(engine.queues.declare({ ...ordered, deduplicationWindow: 5 }), withCode('QUEUE_DIFFERS'));
  await assert.rejects(engine.commit(sending('other', message('a'))), withCode('QUEUE_UNKNOWN'));
  await assert.rejects(engine.commit(sending('work', message('a'), message('b', { priority: 10 }))), withCode('MESSAGE_MALFORMED'));
  await assert.rejects(engine.queues.depth('other'), withCode('QUEUE_UNKNOWN'));
  assert.equal((await engine.queues.depth('work')).ready, 0);
});

test('a receiver that is far behind reads from the files', async (context) => {
  const engine = await open(context, directoryFor(context), undefined, { memory: '1MiB' });
  await engine.queues.declare(plain);
  const large = new Uint8Array(10_000).fill(7);
  for (let index = 0; index < 500; index += 1) void engine.commit(sending('work', message(`${index}`, { data: large })));
  await engine.commit(sending('work', message('500', { data: large })));
  const receiver = await engine.queues.consume('work', { prefetch: 1_000 });
  const taken = await take(receiver, 501);
  assert.deepEqual(ids(taken).map(Number), Array.from({ length: 501 }, (_, index) => index));
  assert.ok(taken.every((delivery) => Buffer.compare(delivery.message.data, large) === 0));
  await engine.commit(done(receiver, ...taken));
  await until(async () => (await engine.queues.depth('work')).ready === 0);
});
