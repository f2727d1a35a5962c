import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import type { QueueReceiver } from '../../src/driver/queue.ts';
import { ids, refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

/** One message in every lane of a queue of four, all of them with the first receiver. */
async function held(world: World, onRevoked: (lanes: readonly number[]) => Promise<void>): Promise<{ queue: string; first: QueueReceiver; deliveries: Delivery[] }> {
  const queue = await world.queue({ lanes: 4 });
  const first = await world.consume(queue, { onRevoked });
  await world.send(queue, ...Array.from({ length: 32 }, (_, index) => world.message(`m${index}`, { key: `key-${index}` })));
  return { queue, first, deliveries: await world.take(first, 32) };
}

export const lanes: Theme = {
  name: 'lanes move',
  scenarios: [
    scenario('before lanes move their owner is told, and what it settles then is settled', ['queue', 'orderPerKey'], async (world) => {
      const revoked: number[] = [];
      const settled: string[] = [];
      const { queue, first, deliveries } = await held(world, async (lost) => {
        revoked.push(...lost);
        const mine = deliveries.filter(({ lane }) => lost.includes(lane));
        await world.settle(first, mine.slice(1));
        settled.push(...ids(mine.slice(1)));
      });
      const second = await world.consume(queue);
      const again = await world.take(second, 1);
      assert.ok(revoked.length > 0 && revoked.length < 4, 'Some lanes moved, some stayed.');
      assert.ok(revoked.includes(again[0]?.lane ?? -1), 'What comes to the new owner is from a lane that moved.');
      assert.ok(!settled.includes(again[0]?.message.id ?? ''), 'What was settled in time does not come again.');
    }),
    scenario('nothing of a lane comes to its new owner before the old one let go', ['queue', 'orderPerKey'], async (world) => {
      const gate = Promise.withResolvers<void>();
      const told = Promise.withResolvers<void>();
      const { queue } = await held(world, () => {
        told.resolve();
        return gate.promise;
      });
      const second = await world.consume(queue);
      const coming = second.receive(10);
      await world.soon(told.promise, 'The call of onRevoked');
      await world.waits(coming, 'The old owner has not let go.');
      gate.resolve();
      assert.ok((await world.soon(coming, 'What the old owner left unsettled')).length > 0);
    }),
    scenario('what is unsettled when its lane moves can\'t be settled by the old owner', ['queue', 'orderPerKey'], async (world) => {
      const moved = new Set<number>();
      const { queue, first, deliveries } = await held(world, async (lost) => lost.forEach((lane) => moved.add(lane)));
      const second = await world.consume(queue);
      const [again] = await world.take(second, 1);
      const late = deliveries.filter(({ message }) => message.id === again?.message.id);
      await refusedWith(world.settle(first, late), 'SETTLED_LATE');
      const kept = deliveries.filter(({ lane }) => !moved.has(lane));
      await world.settle(first, kept);
      await world.settle(second, again === undefined ? [] : [again]);
    }),
    scenario('a consumer that leaves gives its lanes to those who stay', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 4 });
      const [first, second] = [await world.consume(queue), await world.consume(queue)];
      await first.close();
      await world.send(queue, ...Array.from({ length: 32 }, (_, index) => world.message(`m${index}`, { key: `key-${index}` })));
      const got = await world.handle(second, 32);
      assert.equal(new Set(got.map(({ lane }) => lane)).size, 4, 'All lanes came to the one who stayed.');
    }),
  ],
};
