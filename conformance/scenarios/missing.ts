import assert from 'node:assert/strict';
import { IsthmusError } from '../../src/kernel/error.ts';
import { refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const missing: Theme = {
  name: 'what is not there, and what is there in another form',
  scenarios: [
    scenario('a queue that was not declared is refused everywhere', ['queue'], async (world) => {
      const queue = world.name('missing');
      await refusedWith(world.send(queue, world.message('lost')), 'QUEUE_UNKNOWN');
      await refusedWith(world.consume(queue), 'QUEUE_UNKNOWN');
      await refusedWith(world.queues.depth(queue), 'QUEUE_UNKNOWN');
      await refusedWith(world.queues.purge(queue), 'QUEUE_UNKNOWN');
    }),
    scenario('a stream that was not declared is refused everywhere', ['stream'], async (world) => {
      const stream = world.name('missing');
      await refusedWith(world.append(stream, world.message('lost')), 'STREAM_UNKNOWN');
      await refusedWith(world.subscribe(stream, 'readers'), 'STREAM_UNKNOWN');
      await refusedWith(world.streams.ranges(stream), 'STREAM_UNKNOWN');
      await refusedWith(world.streams.groups(stream), 'STREAM_UNKNOWN');
      await refusedWith(world.streams.read(stream, 0, 0, 1), 'STREAM_UNKNOWN');
    }),
    scenario('declaring a queue again as it is changes nothing; otherwise it is refused', ['queue', 'orderPerKey'], async (world) => {
      const queue = await world.queue({ lanes: 2 });
      await world.send(queue, world.message('kept'));
      await world.queues.declare({ name: queue, lanes: 2, deduplicationWindow: 0 });
      await refusedWith(world.queues.declare({ name: queue, lanes: 3, deduplicationWindow: 0 }), 'QUEUE_DIFFERS');
      assert.equal((await world.queues.depth(queue)).ready, 1);
      await world.reopen();
      await refusedWith(world.queues.declare({ name: queue, lanes: 3, deduplicationWindow: 0 }), 'QUEUE_DIFFERS');
    }),
    scenario('declaring a stream again as it is changes nothing; with other partitions it is refused', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 2 });
      await world.append(stream, world.message('kept'));
      const same = { name: stream, partitions: 2, retentionTime: 0, retentionSize: 0, compact: false };
      await world.streams.declare(same);
      await refusedWith(world.streams.declare({ ...same, partitions: 3 }), 'STREAM_DIFFERS');
      assert.equal((await world.streams.ranges(stream)).reduce((total, { first, next }) => total + next - first, 0), 1);
    }),
    scenario('errors have a category, a reason and a way out', ['queue'], async (world) => {
      const error: unknown = await world.consume(world.name('missing')).then(() => undefined, (reason: unknown) => reason);
      assert.ok(error instanceof IsthmusError);
      assert.ok(error.what && error.why && error.fix);
      assert.equal(world.open.classify(error), error.category);
    }),
  ],
};
