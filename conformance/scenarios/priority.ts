import assert from 'node:assert/strict';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const priority: Theme = {
  name: 'priority',
  scenarios: [
    scenario('higher ones come first, equal ones as they were sent', ['queue', 'priority'], async (world) => {
      const queue = await world.queue();
      const sent = [0, 5, 9, 0, 5, 9].map((urgent, index) => world.message(`${urgent}-${index}`, { priority: urgent }));
      await world.send(queue, ...sent, world.message('0-none'));
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 7)), ['9-2', '9-5', '5-1', '5-4', '0-0', '0-3', '0-none']);
    }),
  ],
  refusals: {
    priority: async (world) => {
      const queue = await world.queue();
      await refused(world.send(queue, world.message('urgent', { priority: 9 })));
    },
  },
};
