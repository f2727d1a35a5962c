import assert from 'node:assert/strict';
import type { Unit } from '../../src/driver/engine.ts';
import { ids, refused, refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const value = new Uint8Array([1]);

/** A delivery and a record in the hands of consumers, and a unit with something of every kind. */
async function everything(world: World) {
  const [from, to] = [await world.queue(), await world.queue()];
  const [read, written] = [await world.stream(), await world.stream()];
  await world.send(from, world.message('taken'));
  await world.append(read, ...world.messages(2));
  const receiver = await world.consume(from);
  const member = await world.subscribe(read, 'readers');
  const [delivery] = await world.take(receiver, 1);
  const records = await world.take(member, 2);
  assert.ok(delivery);
  const unit: Unit = {
    settle: [{ receiver, settlements: [{ delivery, outcome: 'done' }] }],
    positions: [{ receiver: member, positions: [{ lane: 0, next: (records.at(-1)?.position ?? 0) + 1 }] }],
    send: [{ queue: to, message: world.message('sent') }],
    append: [{ stream: written, message: world.message('appended') }],
    state: [{ collection: 'c', put: 'k', value }],
  };
  /** What can be seen of the unit: each part, done or not. */
  const seen = async (): Promise<Record<string, boolean>> => ({
    settled: (await world.queues.depth(from)).inFlight === 0,
    moved: (await world.streams.groups(read)).every(({ lag }) => lag === 0),
    sent: (await world.queues.depth(to)).ready === 1,
    appended: (await world.streams.ranges(written)).some(({ first, next }) => next > first),
    state: (await world.state.get('c', 'k')) !== undefined,
  });
  return { unit, seen, receiver, delivery, to, written, from };
}

const all = { settled: true, moved: true, sent: true, appended: true, state: true };
const none = { settled: false, moved: false, sent: false, appended: false, state: false };
const needs = ['queue', 'stream', 'state', 'transactions'] as const;

export const atomic: Theme = {
  name: 'atomic units',
  scenarios: [
    scenario('all parts of a unit take effect together', needs, async (world) => {
      const { unit, seen } = await everything(world);
      assert.deepEqual(await seen(), none);
      await world.open.commit(unit);
      assert.deepEqual(await seen(), all);
    }),
    scenario('and are all there after a restart', needs, async (world) => {
      const { unit, to, written, from } = await everything(world);
      await world.open.commit(unit);
      await world.reopen();
      for (const name of [to, from]) await world.queues.declare({ name, lanes: 0, deduplicationWindow: 0 });
      await world.streams.declare({ name: written, partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
      assert.deepEqual(ids(await world.handle(await world.consume(to), 1)), ['sent']);
      assert.deepEqual(ids(await world.streams.read(written, 0, 0, 10)), ['appended']);
      assert.ok(await world.state.get('c', 'k'));
      await world.nothing(await world.consume(from), 'What the unit settled does not come again.');
    }),
    scenario('a condition that does not hold refuses the whole unit', needs, async (world) => {
      const { unit, seen } = await everything(world);
      await refusedWith(world.open.commit({ ...unit, state: [...(unit.state ?? []), { collection: 'c', put: 'other', value, when: { revision: 7 } }] }), 'STATE_CONFLICT');
      assert.deepEqual(await seen(), none);
      await world.open.commit(unit);
      assert.deepEqual(await seen(), all, 'The same unit without the condition is accepted afterwards.');
    }),
    scenario('a queue or stream that is not there refuses the whole unit', needs, async (world) => {
      const { unit, seen } = await everything(world);
      await refusedWith(world.open.commit({ ...unit, send: [...(unit.send ?? []), { queue: world.name('missing'), message: world.message('x') }] }), 'QUEUE_UNKNOWN');
      await refusedWith(world.open.commit({ ...unit, append: [...(unit.append ?? []), { stream: world.name('missing'), message: world.message('x') }] }), 'STREAM_UNKNOWN');
      assert.deepEqual(await seen(), none);
    }),
    scenario('a late settlement refuses the whole unit', needs, async (world) => {
      const { unit, receiver, to } = await everything(world);
      await receiver.close();
      await refusedWith(world.open.commit(unit), 'SETTLED_LATE');
      assert.equal((await world.queues.depth(to)).ready, 0);
      assert.equal(await world.state.get('c', 'k'), undefined);
    }),
    scenario('an empty unit is nothing', [], async (world) => {
      await world.soon(world.open.commit({}), 'The end of an empty unit');
    }),
  ],
  refusals: {
    transactions: async (world) => {
      const queue = await world.queue();
      await refused(world.open.commit({ send: [{ queue, message: world.message('sent') }], state: [{ collection: 'c', put: 'k', value }] }));
    },
  },
};
