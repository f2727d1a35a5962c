import assert from 'node:assert/strict';
import { ids, idsByKey, refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

/** Every record of a stream, by partition. */
async function all(world: World, stream: string) {
  const records = await Promise.all((await world.streams.ranges(stream)).map(({ partition, first }) => world.streams.read(stream, partition, first, 10_000)));
  return records.flat();
}

export const streams: Theme = {
  name: 'streams',
  scenarios: [
    scenario('a partition keeps the order of appends, with offsets that grow', ['stream'], async (world) => {
      const stream = await world.stream();
      for (let batch = 0; batch < 5; batch += 1) await world.append(stream, ...world.messages(10, `b${batch}-`));
      const records = await all(world, stream);
      assert.deepEqual(ids(records), Array.from({ length: 50 }, (_, index) => `b${Math.floor(index / 10)}-${index % 10}`));
      const offsets = records.map(({ position }) => position);
      assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
      assert.equal(new Set(offsets).size, 50);
    }),
    scenario('a key stays in its partition and in order', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 4 });
      const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
      for (let round = 0; round < 5; round += 1) await world.append(stream, ...keys.map((key) => world.message(`${key}-${round}`, { key })));
      const records = await all(world, stream);
      assert.deepEqual(idsByKey(records), Object.fromEntries(keys.map((key) => [key, [0, 1, 2, 3, 4].map((round) => `${key}-${round}`)])));
      for (const key of keys) assert.equal(new Set(records.filter(({ message }) => message.key === key).map(({ lane }) => lane)).size, 1);
      assert.ok(new Set(records.map(({ lane }) => lane)).size > 1, 'Keys spread over partitions.');
    }),
    scenario('records without a key spread over the partitions', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 4 });
      for (let index = 0; index < 40; index += 1) await world.append(stream, world.message(`m${index}`));
      const records = await all(world, stream);
      assert.equal(records.length, 40);
      assert.ok(new Set(records.map(({ lane }) => lane)).size > 1);
    }),
    scenario('read begins where it is told and ends at the maximum or the end', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(10));
      const [range] = await world.streams.ranges(stream);
      const first = range?.first ?? 0;
      assert.equal((range?.next ?? 0) - first, 10);
      assert.deepEqual(ids(await world.streams.read(stream, 0, first + 3, 4)), ['m3', 'm4', 'm5', 'm6']);
      assert.deepEqual(ids(await world.streams.read(stream, 0, first + 8, 100)), ['m8', 'm9']);
      assert.deepEqual(await world.streams.read(stream, 0, first + 10, 100), []);
    }),
    scenario('reading from a partition that is not there is refused', ['stream'], async (world) => {
      await refusedWith(world.streams.read(await world.stream({ partitions: 2 }), 2, 0, 1), 'OFFSET_UNKNOWN');
    }),
    scenario('records are there after a restart', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(10));
      await world.reopen();
      await world.streams.declare({ name: stream, partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
      await world.append(stream, world.message('after'));
      assert.deepEqual(ids(await all(world, stream)), [...world.messages(10).map(({ id }) => id), 'after']);
    }),
  ],
  refusals: {
    stream: async (world) => assert.equal(world.open.streams, undefined, 'An engine without "stream" has no stream driver.'),
  },
};
