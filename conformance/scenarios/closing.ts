import assert from 'node:assert/strict';
import { refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const closing: Theme = {
  name: 'closing',
  scenarios: [
    scenario('a receiver closes while it waits, and twice', ['queue'], async (world) => {
      const receiver = await world.consume(await world.queue());
      const waiting = receiver.receive(1);
      await world.soon(Promise.all([receiver.close(), receiver.close()]), 'The end of a receiver');
      assert.deepEqual(await world.soon(waiting, 'The end of a waiting receive'), []);
      assert.deepEqual(await world.soon(receiver.receive(1), 'A receive after closing'), []);
      await world.soon(receiver.close(), 'Closing once more');
    }),
    scenario('a member of a group closes while it waits, and twice', ['stream'], async (world) => {
      const receiver = await world.subscribe(await world.stream(), 'readers');
      const waiting = receiver.receive(1);
      await world.soon(Promise.all([receiver.close(), receiver.close()]), 'The end of a member');
      assert.deepEqual(await world.soon(waiting, 'The end of a waiting receive'), []);
      assert.deepEqual(await world.soon(receiver.receive(1), 'A receive after closing'), []);
    }),
    scenario('an engine closes with everything open, and twice', ['queue'], async (world) => {
      const queue = await world.queue();
      const waiting = (await world.consume(queue)).receive(1);
      await world.soon(Promise.all([world.open.close(), world.open.close()]), 'The end of the engine');
      assert.deepEqual(await world.soon(waiting, 'The end of a waiting receive'), []);
    }),
    scenario('a closed engine takes nothing more, and says that it is not ready', ['queue'], async (world) => {
      const queue = await world.queue();
      assert.equal((await world.open.health()).ready, true);
      await world.open.close();
      await refusedWith(world.send(queue, world.message('late')), 'ENGINE_CLOSED');
      const health = await world.open.health();
      assert.equal(health.ready, false);
      assert.ok(health.reason, 'It says why.');
    }),
    scenario('what was committed before closing is there after it', ['queue'], async (world) => {
      const queue = await world.queue();
      const sent = world.messages(20).map((message) => world.open.commit({ send: [{ queue, message }] }));
      await world.soon(world.open.close(), 'The end of the engine');
      await world.soon(Promise.all(sent), 'Commits that began before closing');
      await world.reopen();
      await world.queues.declare({ name: queue, lanes: 0, deduplicationWindow: 0 });
      assert.equal((await world.handle(await world.consume(queue), 20)).length, 20);
    }),
  ],
};
