import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import { ids, wait } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

/** Handles what comes until the receiver is closed, and notes the ids. */
async function work(world: World, queue: string, prefetch: number, seen: string[]): Promise<void> {
  const receiver = await world.consume(queue, { prefetch });
  for (let more = await receiver.receive(prefetch); more.length > 0; more = await receiver.receive(prefetch)) {
    await world.settle(receiver, more);
    seen.push(...ids(more));
  }
}

export const competing: Theme = {
  name: 'competing consumers',
  scenarios: [
    scenario('each message is with one consumer, and all are handled', ['queue'], async (world) => {
      const queue = await world.queue();
      const seen: string[] = [];
      const failures: unknown[] = [];
      const workers = [7, 3, 1].map((prefetch) => work(world, queue, prefetch, seen).catch((error: unknown) => failures.push(error)));
      for (let batch = 0; batch < 10; batch += 1) await world.send(queue, ...world.messages(20, `b${batch}-`));
      await world.until('All were handled', 10, async () => seen.length >= 200 || failures.length > 0);
      assert.deepEqual(failures, []);
      await wait(world.stillness);
      assert.equal(seen.length, 200, 'None was handled twice.');
      assert.equal(new Set(seen).size, 200);
      await world.open.close();
      await world.soon(Promise.all(workers), 'The end of the consumers');
    }),
    scenario('what one consumer holds the other does not get', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(2));
      const [one, two] = [await world.consume(queue), await world.consume(queue)];
      const held = await world.take(one, 1);
      const other = await world.take(two, 1);
      assert.notEqual(held[0]?.message.id, other[0]?.message.id);
      await world.nothing(two, 'A leased message stays with its consumer.');
    }),
    scenario('what a closed consumer left unsettled goes to the others', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(4));
      const [one, two] = [await world.consume(queue, { prefetch: 4 }), await world.consume(queue)];
      const held = await world.take(one, 4);
      await world.settle(one, held.slice(0, 2));
      await one.close();
      const rest: Delivery[] = await world.handle(two, 2);
      assert.deepEqual(ids(rest).sort(), ids(held.slice(2)).sort());
      await world.nothing(two, 'What was settled before does not come again.');
    }),
    scenario('what is released goes to whoever comes', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('back'));
      const one = await world.consume(queue);
      await world.settle(one, await world.take(one, 1), 'release');
      await one.close();
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 1)), ['back']);
    }),
  ],
};
