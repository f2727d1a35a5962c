import assert from 'node:assert/strict';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

const window = 60_000;

export const deduplication: Theme = {
  name: 'deduplication',
  scenarios: [
    scenario('a repeat within the window is dropped, in one unit and in two', ['queue', 'deduplication'], async (world) => {
      const queue = await world.queue({ deduplicationWindow: window });
      const same = { deduplicationId: 'd1' };
      await world.send(queue, world.message('first', same), world.message('second', same), world.message('other', { deduplicationId: 'd2' }));
      await world.send(queue, world.message('third', same), world.message('without'));
      const receiver = await world.consume(queue);
      assert.deepEqual(ids(await world.handle(receiver, 3)).sort(), ['first', 'other', 'without']);
      await world.send(queue, world.message('fourth', same));
      await world.nothing(receiver, 'A repeat is dropped after the first was handled, too.');
    }),
    scenario('after the window it is a new message', ['queue', 'deduplication'], async (world) => {
      const queue = await world.queue({ deduplicationWindow: 200 });
      await world.send(queue, world.message('first', { deduplicationId: 'd' }));
      await world.pass(250);
      await world.send(queue, world.message('second', { deduplicationId: 'd' }));
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 2)), ['first', 'second']);
    }),
    scenario('a repeat is recognised after a restart', ['queue', 'deduplication'], async (world) => {
      const queue = await world.queue({ deduplicationWindow: window });
      await world.send(queue, world.message('first', { deduplicationId: 'd' }));
      await world.reopen();
      await world.queues.declare({ name: queue, lanes: 0, deduplicationWindow: window });
      await world.send(queue, world.message('second', { deduplicationId: 'd' }), world.message('last'));
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 2)), ['first', 'last']);
    }),
  ],
  refusals: {
    deduplication: (world) => refused(world.queues.declare({ name: world.name('queue'), lanes: 0, deduplicationWindow: window })),
  },
};
