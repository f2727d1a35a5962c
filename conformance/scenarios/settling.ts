import { refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const settling: Theme = {
  name: 'settling',
  scenarios: [
    scenario('a second settlement is refused', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('one'));
      const receiver = await world.consume(queue);
      const taken = await world.handle(receiver, 1);
      await refusedWith(world.settle(receiver, taken), 'SETTLED_TWICE', 'SETTLED_LATE');
    }),
    scenario('two settlements of one delivery in one unit are refused, and neither counts', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('one'));
      const receiver = await world.consume(queue);
      const [taken] = await world.take(receiver, 1);
      await refusedWith(world.settle(receiver, taken === undefined ? [] : [taken, taken]), 'SETTLED_TWICE', 'SETTLED_LATE');
      await world.settle(receiver, taken === undefined ? [] : [taken]);
    }),
    scenario('a settlement after closing is refused, and the message comes again', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('one'));
      const receiver = await world.consume(queue);
      const taken = await world.take(receiver, 1);
      await receiver.close();
      await refusedWith(world.settle(receiver, taken), 'SETTLED_LATE');
      await world.handle(await world.consume(queue), 1);
    }),
    scenario('a settlement through another receiver is refused', ['queue'], async (world) => {
      const queue = await world.queue();
      await world.send(queue, world.message('one'));
      const [owner, other] = [await world.consume(queue), await world.consume(queue)];
      const taken = await world.take(owner, 1);
      await refusedWith(world.settle(other, taken), 'SETTLED_LATE', 'SETTLED_TWICE');
      await world.settle(owner, taken);
    }),
  ],
};
