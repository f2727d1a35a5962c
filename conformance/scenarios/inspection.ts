import assert from 'node:assert/strict';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

/** An engine that does not tell is content with whatever is expected. */
const told = (actual: number | undefined, expected: number, what: string): void => assert.equal(actual ?? expected, expected, what);

export const inspection: Theme = {
  name: 'depth, peek and purge',
  scenarios: [
    scenario('depth tells what waits and what is in flight', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(5));
      const receiver = await world.consume(queue, { prefetch: 2 });
      const held = await world.take(receiver, 2);
      await world.until('Three wait', 10, async () => (await world.queues.depth(queue)).ready === 3);
      told((await world.queues.depth(queue)).inFlight, 2, 'Two are in flight.');
      await world.settle(receiver, held.slice(0, 1));
      await world.settle(receiver, held.slice(1), 'release');
      await receiver.close();
      await world.until('Four wait', 10, async () => (await world.queues.depth(queue)).ready === 4);
      const { inFlight, delayed, oldestAge } = await world.queues.depth(queue);
      told(inFlight, 0, 'None is in flight.');
      told(delayed, 0, 'None is delayed.');
      assert.ok((oldestAge ?? 0) >= 0);
    }),
    scenario('depth tells what is delayed apart', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('later', { notBefore: world.now() + 60_000 }), world.message('now'));
      const { ready, delayed } = await world.queues.depth(queue);
      assert.equal(ready, 1);
      told(delayed, 1, 'One is delayed.');
    }),
    scenario('an empty queue is empty', ['queue'], async (world) => {
      const { ready, inFlight, delayed, oldestAge } = await world.queues.depth(await world.queue());
      assert.deepEqual([ready, inFlight ?? 0, delayed ?? 0, oldestAge ?? 0], [0, 0, 0, 0]);
    }),
    scenario('peek shows what waits in order and takes nothing', ['queue', 'peek'], async (world) => {
      const queue = await world.queue();
      const sent = world.messages(5);
      await world.send(queue, ...sent);
      assert.deepEqual((await world.queues.peek(queue, 3)).map(({ id }) => id), ['m0', 'm1', 'm2']);
      assert.deepEqual((await world.queues.peek(queue, 100)).map(({ id, key, data }) => ({ id, key, data: Buffer.from(data) })), sent.map(({ id, key, data }) => ({ id, key, data: Buffer.from(data) })));
      const receiver = await world.consume(queue, { prefetch: 1 });
      await world.take(receiver, 1);
      assert.deepEqual((await world.queues.peek(queue, 100)).map(({ id }) => id), ['m1', 'm2', 'm3', 'm4'], 'What is leased does not wait.');
    }),
    scenario('purge removes what waits, and nothing else', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(6));
      const receiver = await world.consume(queue, { prefetch: 2 });
      const held = await world.take(receiver, 2);
      told(await world.queues.purge(queue), 4, 'It says how many.');
      assert.equal((await world.queues.depth(queue)).ready, 0);
      await world.settle(receiver, held);
      await world.send(queue, world.message('after'));
      assert.deepEqual(ids(await world.handle(receiver, 1)), ['after']);
    }),
    scenario('purge removes delayed messages, too', ['queue', 'delay'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('later', { notBefore: world.now() + 200 }));
      told(await world.queues.purge(queue), 1, 'It counts them.');
      await world.pass(250);
      await world.nothing(await world.consume(queue), 'What was purged does not come.');
    }),
    scenario('what was purged stays away after a restart', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(3));
      await world.queues.purge(queue);
      await world.reopen();
      await world.queues.declare({ name: queue, lanes: 0, deduplicationWindow: 0 });
      await world.nothing(await world.consume(queue), 'What was purged does not come.');
    }),
  ],
  refusals: {
    peek: async (world) => refused(world.queues.peek(await world.queue(), 1)),
  },
};
