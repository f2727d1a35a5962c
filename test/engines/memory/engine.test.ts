import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, memory } from 'isthmus/memory';
import type { QueueMessage } from '../../../src/kernel/message.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function message(id: string, more: Partial<QueueMessage> = {}): QueueMessage {
  return { id, source: '/test', type: 'test.said', time: 0, data: new TextEncoder().encode(id), ...more };
}

async function opened() {
  const clock = new ManualClock();
  const engine = memory({ clock });
  const open = await engine.open({ clock, log: quiet });
  assert.ok(open.queues && open.streams && open.state);
  await open.queues.declare({ name: 'line', lanes: 0, deduplicationWindow: 1_000 });
  await open.queues.declare({ name: 'lanes', lanes: 4, deduplicationWindow: 0 });
  await open.streams.declare({ name: 'log', partitions: 4, retentionTime: 0, retentionSize: 0, compact: false });
  return { clock, engine, open, queues: open.queues, streams: open.streams, state: open.state };
}

test('a delayed message comes when the clock says so', async () => {
  const { clock, open, queues } = await opened();
  await open.commit({ send: [{ queue: 'line', message: message('later', { notBefore: clock.now() + 5_000 }) }] });
  const receiver = await queues.consume('line', { prefetch: 10 });
  const received = receiver.receive(10);
  clock.advance(4_999);
  assert.deepEqual(await queues.depth('line'), { ready: 0, inFlight: 0, delayed: 1, oldestAge: 0 });
  clock.advance(1);
  assert.deepEqual((await received).map((delivery) => delivery.message.id), ['later']);
});

test('after a crash what was committed stays and what was unsettled comes again, counted', async () => {
  const { clock, engine, open, queues } = await opened();
  await open.commit({ send: ['a', 'b'].map((id) => ({ queue: 'line', message: message(id) })) });
  const receiver = await queues.consume('line', { prefetch: 10 });
  const [first, second] = await receiver.receive(2);
  assert.ok(first && second);
  await open.commit({ settle: [{ receiver, settlements: [{ delivery: first, outcome: 'done' }] }] });
  engine.crash();
  await assert.rejects(open.commit({ settle: [{ receiver, settlements: [{ delivery: second, outcome: 'done' }] }] }), { code: 'ENGINE_CLOSED' });
  assert.deepEqual(await receiver.receive(1), []);

  const again = await engine.open({ clock, log: quiet });
  assert.equal(again.recovered, true);
  const deliveries = await (await again.queues?.consume('line', { prefetch: 10 }))?.receive(10);
  assert.deepEqual(deliveries?.map(({ message: { id }, redelivered }) => [id, redelivered]), [['b', 1]]);
});

test('an engine told to refuse a capability refuses what asks for it', async () => {
  const clock = new ManualClock();
  const engine = memory({ clock, refuse: ['delay', 'state'] });
  assert.equal(engine.capabilities.delay satisfies 'refused', 'refused');
  const open = await engine.open({ clock, log: quiet });
  assert.equal(open.state, undefined);
  await open.queues?.declare({ name: 'line', lanes: 0, deduplicationWindow: 0 });
  await assert.rejects(open.commit({ send: [{ queue: 'line', message: message('later', { notBefore: 1 }) }] }), { code: 'CAPABILITY_NOT_OFFERED' });
});

test('unknown options are refused by name', () => {
  // @ts-expect-error the type checker refuses it too
  assert.throws(() => memory({ clocks: 1 }), /"clocks" is not known/);
  // @ts-expect-error the type checker refuses it too
  assert.throws(() => memory({ refuse: ['delays'] }), { code: 'OPTION_INVALID' });
});

test('what a sender does with its buffer afterwards changes nothing', async () => {
  const { open, queues } = await opened();
  const sent = message('kept');
  await open.commit({ send: [{ queue: 'line', message: sent }], append: [{ stream: 'log', message: sent }] });
  sent.data.fill(0);
  const [delivery] = await (await queues.consume('line', { prefetch: 1 })).receive(1);
  assert.equal(new TextDecoder().decode(delivery?.message.data), 'kept');
});

test('a third member takes lanes from the first two only after they let go', async () => {
  const { queues } = await opened();
  const events: string[] = [];
  const gate = Promise.withResolvers<void>();
  await queues.consume('lanes', { prefetch: 1, onRevoked: async (lanes) => { events.push(`revoked ${lanes.length}`); await gate.promise; } });
  const second = await queues.consume('lanes', { prefetch: 1 });
  assert.deepEqual(events, ['revoked 2']);
  gate.resolve();
  await second.close();
});
