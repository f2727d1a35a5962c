import assert from 'node:assert/strict';
import { ids } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const batches: Theme = {
  name: 'batches',
  scenarios: [
    scenario('what one unit sends arrives, each message once', ['queue'], async (world) => {
      const queue = await world.queue();
      const sent = world.messages(250);
      await world.send(queue, ...sent);
      const receiver = await world.consume(queue);
      const got = await world.handle(receiver, 250);
      assert.deepEqual(ids(got).sort(), sent.map(({ id }) => id).sort());
      await world.nothing(receiver, 'A message that was settled does not come again, and none comes twice.');
    }),
    scenario('receive waits until there is something', ['queue'], async (world) => {
      const queue = await world.queue();
      const receiver = await world.consume(queue);
      const waiting = receiver.receive(10);
      await world.send(queue, world.message('late'));
      assert.deepEqual(ids(await world.soon(waiting, 'What a waiting receiver was sent')), ['late']);
    }),
    scenario('a receiver holds no more than its prefetch', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, ...world.messages(5));
      const receiver = await world.consume(queue, { prefetch: 3 });
      const held = await world.take(receiver, 3);
      const more = receiver.receive(10);
      await world.waits(more, 'The prefetch is used up.');
      await world.settle(receiver, held.slice(0, 1));
      assert.equal((await world.soon(more, 'The place that a settlement freed')).length, 1);
    }),
    scenario('units of one caller apply in the order of the calls', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 1 });
      const sent = world.messages(50, 'm', { key: 'k' });
      await world.soon(Promise.all(sent.map((message) => world.open.commit({ send: [{ queue, message }] }))), 'Fifty sends');
      assert.deepEqual(ids(await world.handle(await world.consume(queue), 50)), sent.map(({ id }) => id));
    }),
    scenario('one unit settles many and sends to many queues', ['queue', 'transactions'], async (world) => {
      const [one, two] = [await world.queue(), await world.queue()];
      await world.send(one, ...world.messages(3));
      const receiver = await world.consume(one);
      const taken = await world.take(receiver, 3);
      const settlements = taken.map((delivery) => ({ delivery, outcome: 'done' as const }));
      const send = taken.map(({ message }) => ({ queue: two, message: world.message(`again ${message.id}`) }));
      await world.open.commit({ settle: [{ receiver, settlements }], send });
      assert.deepEqual(ids(await world.handle(await world.consume(two), 3)).sort(), ['again m0', 'again m1', 'again m2']);
      await world.nothing(receiver, 'What the unit settled does not come again.');
    }),
  ],
  refusals: {
    queue: async (world) => assert.equal(world.open.queues, undefined, 'An engine without "queue" has no queue driver.'),
  },
};
