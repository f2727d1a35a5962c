import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const rangeOf = async (world: World, stream: string) => (await world.streams.ranges(stream))[0] ?? { first: -1, next: -1 };

export const retention: Theme = {
  name: 'retention',
  scenarios: [
    scenario('records that are too old are dropped, younger ones are not', ['stream', 'retention'], async (world) => {
      const stream = await world.stream({ retentionTime: 1_000 });
      for (let index = 0; index < 5; index += 1) await world.append(stream, world.message(`old${index}`));
      await world.pass(1_500);
      await world.append(stream, world.message('young'));
      const youngest = (await rangeOf(world, stream)).next - 1;
      assert.deepEqual(ids(await world.streams.read(stream, 0, youngest, 10)), ['young']);
      // Only as far as the young one can't grow old meanwhile.
      await world.until('The old ones are gone', 20, async () => (await rangeOf(world, stream)).first >= youngest);
    }),
    scenario('above the size the oldest are dropped, the newest are not', ['stream', 'retention'], async (world) => {
      const stream = await world.stream({ retentionSize: 200_000 });
      const data = new Uint8Array(10_000);
      for (let index = 0; index < 60; index += 1) await world.append(stream, world.message(`m${index}`, { data }));
      await world.until('The oldest are gone', 20, async () => (await rangeOf(world, stream)).first > 0);
      const { first, next } = await rangeOf(world, stream);
      assert.equal(next, 60);
      const kept = await world.streams.read(stream, 0, first, 100);
      assert.deepEqual(ids(kept), Array.from({ length: 60 - first }, (_, index) => `m${first + index}`));
    }),
    scenario('a group whose place was dropped goes on with the oldest record kept', ['stream', 'retention'], async (world) => {
      const stream = await world.stream({ retentionSize: 100_000 });
      const data = new Uint8Array(10_000);
      const member = await world.subscribe(stream, 'readers', { window: 5 });
      await world.append(stream, world.message('seen', { data }));
      await world.advance(member, await world.take(member, 1));
      await member.close();
      for (let index = 0; index < 60; index += 1) await world.append(stream, world.message(`m${index}`, { data }));
      await world.until('Its place is gone', 20, async () => (await rangeOf(world, stream)).first > 1);
      const again = await world.subscribe(stream, 'readers', { window: 100 });
      const rest: Delivery[] = [];
      while (ids(rest).at(-1) !== 'm59') rest.push(...(await world.soon(again.receive(100), 'The rest of the stream')));
      const first = rest[0]?.position ?? 0;
      assert.ok(first > 0, 'What was handled does not come again.');
      assert.deepEqual(rest.map(({ position }) => position), Array.from({ length: 61 - first }, (_, index) => first + index), 'What is kept comes without gaps.');
    }),
    scenario('changed retention is applied to what is there', ['stream', 'retention'], async (world) => {
      const stream = await world.stream();
      const data = new Uint8Array(10_000);
      for (let index = 0; index < 60; index += 1) await world.append(stream, world.message(`m${index}`, { data }));
      assert.equal((await rangeOf(world, stream)).first, 0);
      await world.streams.declare({ name: stream, partitions: 1, retentionTime: 0, retentionSize: 200_000, compact: false });
      await world.append(stream, world.message('last', { data }));
      await world.until('The oldest are gone', 20, async () => (await rangeOf(world, stream)).first > 0);
    }),
  ],
  refusals: {
    retention: (world) => refused(world.streams.declare({ name: world.name('stream'), partitions: 1, retentionTime: 1_000, retentionSize: 0, compact: false })),
  },
};
