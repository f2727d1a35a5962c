import assert from 'node:assert/strict';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const delay: Theme = {
  name: 'delay',
  scenarios: [
    scenario('a message does not come before its time, and then it comes', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      const due = world.now() + 400;
      await world.send(queue, world.message('later', { notBefore: due }), world.message('now'));
      const receiver = await world.consume(queue);
      assert.deepEqual(ids(await world.handle(receiver, 1)), ['now']);
      const waiting = receiver.receive(1);
      await world.pass(410);
      assert.deepEqual(ids(await world.soon(waiting, 'The delayed message')), ['later']);
      assert.ok(world.now() >= due, 'It came after its time.');
    }),
    scenario('messages come in the order of their times', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      const start = world.now() + 100;
      await world.send(queue, ...[300, 100, 200].map((more) => world.message(`at ${more}`, { notBefore: start + more })));
      const receiver = await world.consume(queue);
      const seen: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        const waiting = receiver.receive(1);
        await world.pass(count === 0 ? 210 : 100);
        seen.push(...ids(await world.soon(waiting, 'The next delayed message')));
      }
      assert.deepEqual(seen, ['at 100', 'at 200', 'at 300']);
    }),
    scenario('a time that is past already delays nothing', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('past', { notBefore: world.now() - 1_000 }));
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 1)), ['past']);
    }),
    scenario('a delayed message survives a restart', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('later', { notBefore: world.now() + 300 }));
      await world.reopen();
      await world.queues.declare({ name: queue, lanes: 0, deduplicationWindow: 0 });
      const waiting = (await world.consume(queue)).receive(1);
      await world.pass(310);
      assert.deepEqual(ids(await world.soon(waiting, 'The delayed message')), ['later']);
    }),
  ],
  refusals: {
    delay: async (world) => {
      const queue = await world.queue();
      await refused(world.send(queue, world.message('later', { notBefore: world.now() + 60_000 })));
    },
  },
};
