import assert from 'node:assert/strict';
import { ids } from '../expect.ts';
import { crashScenario, scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const declaration = (name: string) => ({ name, lanes: 0, deduplicationWindow: 0 });

/** Six messages: two handled, two with a consumer, two waiting. Answers with what must come after the restart. */
async function halfway(world: World, queue: string): Promise<string[]> {
  await world.send(queue, ...world.messages(6));
  const receiver = await world.consume(queue);
  const done = await world.handle(receiver, 2);
  await world.take(receiver, 2);
  return world.messages(6).map(({ id }) => id).filter((id) => !ids(done).includes(id));
}

export const restart: Theme = {
  name: 'restart',
  scenarios: [
    scenario('what was settled stays settled, the rest comes again', ['queue'], async (world) => {
      const queue = await world.queue();
      const rest = await halfway(world, queue);
      await world.reopen();
      assert.equal(world.open.recovered, false, 'It was closed cleanly.');
      await world.queues.declare(declaration(queue));
      const receiver = await world.consume(queue);
      assert.deepEqual(ids(await world.handle(receiver, 4)).sort(), rest);
      await world.nothing(receiver, 'What was settled before the restart does not come again.');
    }),
    crashScenario('after a crash what was acknowledged is there, and what was in flight is told as delivered before', ['queue'], async (world) => {
      const queue = await world.queue();
      const rest = await halfway(world, queue);
      await world.crash();
      assert.equal(world.open.recovered, true, 'It knows that it was not closed.');
      await world.queues.declare(declaration(queue));
      const receiver = await world.consume(queue);
      const again = await world.handle(receiver, 4);
      assert.deepEqual(ids(again).sort(), rest);
      assert.ok(again.filter(({ redelivered }) => redelivered > 0).length >= 2, 'What may have been with a handler is told apart.');
      await world.nothing(receiver, 'What was settled before the crash does not come again.');
    }),
    crashScenario('a group goes on after a crash where it had committed', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(6));
      const member = await world.subscribe(stream, 'readers');
      const read = await world.take(member, 4);
      await world.advance(member, read.slice(0, 2));
      await world.crash();
      await world.streams.declare({ name: stream, partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
      assert.deepEqual(ids(await world.take(await world.subscribe(stream, 'readers'), 4)), ['m2', 'm3', 'm4', 'm5']);
    }),
    crashScenario('state survives a crash', ['state'], async (world) => {
      await world.open.commit({ state: [{ collection: 'c', put: 'k', value: new Uint8Array([1, 2]) }] });
      await world.crash();
      assert.deepEqual(Array.from((await world.state.get('c', 'k'))?.value ?? []), [1, 2]);
    }),
  ],
};
