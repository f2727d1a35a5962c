import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import type { QueueMessage } from '../../src/kernel/message.ts';
import { ids, idsByKey, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const keys = ['ann', 'bob', 'cid', 'dee', 'eve', 'fay', 'gus', 'hal'];

/** `rounds` messages of each key, the keys taking turns. */
function turns(world: World, rounds: number): QueueMessage[] {
  return Array.from({ length: rounds }, (_, round) => keys.map((key) => world.message(`${key}-${String(round).padStart(3, '0')}`, { key }))).flat();
}

const expected = (rounds: number): Record<string, string[]> =>
  Object.fromEntries(keys.map((key) => [key, Array.from({ length: rounds }, (_, round) => `${key}-${String(round).padStart(3, '0')}`)]));

/** Within a lane positions grow, and a key stays in its lane. */
function checkLanes(deliveries: readonly Delivery[]): void {
  const last = new Map<number, number>();
  const laneOf = new Map<string, number>();
  for (const { lane, position, message } of deliveries) {
    assert.ok(position > (last.get(lane) ?? -Infinity), 'Positions grow within a lane.');
    last.set(lane, position);
    assert.equal(laneOf.get(message.key ?? '') ?? lane, lane, 'A key stays in its lane.');
    laneOf.set(message.key ?? '', lane);
  }
}

export const order: Theme = {
  name: 'order per key',
  scenarios: [
    scenario('messages of a key arrive as they were sent', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 4 });
      const sent = turns(world, 20);
      for (let index = 0; index < sent.length; index += 7) await world.send(queue, ...sent.slice(index, index + 7));
      const got = await world.handle(await world.consume(queue), sent.length);
      assert.deepEqual(idsByKey(got), expected(20));
      checkLanes(got);
    }),
    scenario('a lane has one owner at a time', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 8 });
      const receivers = [await world.consume(queue), await world.consume(queue)];
      await world.send(queue, ...turns(world, 5));
      const got: Delivery[][] = [[], []];
      receivers.forEach((receiver, index) => void collect(receiver, got[index] ?? []).catch(() => undefined));
      await world.until('All arrived', 10, async () => got.flat().length >= keys.length * 5);
      const lanes = got.map((each) => new Set(each.map(({ lane }) => lane)));
      assert.deepEqual([...(lanes[0] ?? [])].filter((lane) => lanes[1]?.has(lane)), [], 'No lane is with both.');
      assert.deepEqual(idsByKey(got.flat()), expected(5));
    }),
    scenario('what comes back keeps its place before what came later', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 2 });
      await world.send(queue, ...world.messages(6, 'm', { key: 'k' }));
      const first = await world.consume(queue, { prefetch: 4 });
      const held = await world.take(first, 4);
      await world.settle(first, held.slice(0, 1));
      await first.close();
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 5)), ['m1', 'm2', 'm3', 'm4', 'm5']);
    }),
    scenario('order holds over a restart', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 4 });
      const sent = turns(world, 6);
      await world.send(queue, ...sent.slice(0, 30));
      const before = await world.consume(queue);
      const handled = await world.handle(before, 10);
      await world.take(before, 10);
      await world.reopen();
      await world.queues.declare({ name: queue, lanes: 4, deduplicationWindow: 0 });
      await world.send(queue, ...sent.slice(30));
      const after = await world.handle(await world.consume(queue), sent.length - 10);
      assert.deepEqual(idsByKey([...handled, ...after]), expected(6));
    }),
    scenario('messages without a key arrive too', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 4 });
      await world.send(queue, ...world.messages(40));
      assert.equal(new Set(ids(await world.handle(await world.consume(queue), 40))).size, 40);
    }),
  ],
  refusals: {
    orderPerKey: (world) => refused(world.queues.declare({ name: world.name('queue'), lanes: 4, deduplicationWindow: 0 })),
  },
};

async function collect(receiver: { receive(maximum: number): Promise<readonly Delivery[]> }, into: Delivery[]): Promise<void> {
  for (let more = await receiver.receive(10); more.length > 0; more = await receiver.receive(10)) into.push(...more);
}
