import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import type { StreamReceiver } from '../../src/driver/stream.ts';
import { ids, refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const keyed = (world: World, count: number, prefix = 'm') => Array.from({ length: count }, (_, index) => world.message(`${prefix}${index}`, { key: `key-${index}` }));

async function collect(receiver: StreamReceiver, into: Delivery[]): Promise<void> {
  for (let more = await receiver.receive(10); more.length > 0; more = await receiver.receive(10)) into.push(...more);
}

export const rebalance: Theme = {
  name: 'rebalance',
  scenarios: [
    scenario('members share the partitions, and each record is with one of them', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 4 });
      const assigned = [new Set<number>(), new Set<number>()];
      const members = await Promise.all(assigned.map((lanes) =>
        world.subscribe(stream, 'readers', { onAssigned: (come) => come.forEach((lane) => lanes.add(lane)), onRevoked: async (gone) => gone.forEach((lane) => lanes.delete(lane)) })));
      await world.until('Both have partitions', 10, async () => assigned.every(({ size }) => size > 0) && assigned.reduce((total, { size }) => total + size, 0) === 4);
      await world.append(stream, ...keyed(world, 40));
      const got: Delivery[][] = [[], []];
      members.forEach((member, index) => void collect(member, got[index] ?? []).catch(() => undefined));
      await world.until('All arrived', 10, async () => got.flat().length >= 40);
      assert.equal(new Set(ids(got.flat())).size, 40);
      got.forEach((each, index) => assert.ok(each.every(({ lane }) => assigned[index]?.has(lane)), 'Records come from partitions that were assigned.'));
    }),
    scenario('before partitions move what is done can be committed; the rest comes again to the new owner', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 2 });
      await world.append(stream, ...keyed(world, 40));
      const moved = new Set<number>();
      let read: Delivery[] = [];
      const first: StreamReceiver = await world.subscribe(stream, 'readers', {
        onRevoked: async (lanes) => {
          for (const lane of lanes) {
            moved.add(lane);
            await world.advance(first, read.filter((each) => each.lane === lane).slice(0, 2));
          }
        },
      });
      read = await world.take(first, 40);
      const second = await world.subscribe(stream, 'readers');
      const [again] = await world.take(second, 1);
      const lane = again?.lane ?? -1;
      assert.deepEqual([...moved], [lane], 'One of two partitions moved.');
      const ofLane = ids(read.filter((each) => each.lane === lane));
      assert.deepEqual(ids(again === undefined ? [] : [again]), ofLane.slice(2, 3), 'The new owner begins after what was committed.');
      await refusedWith(world.advance(first, read.filter((each) => each.lane === lane)), 'SETTLED_LATE');
    }),
    scenario('a member that leaves gives its partitions to those who stay', ['stream'], async (world) => {
      const stream = await world.stream({ partitions: 4 });
      const [first, second] = [await world.subscribe(stream, 'readers'), await world.subscribe(stream, 'readers')];
      await first.close();
      await world.append(stream, ...keyed(world, 40));
      assert.equal(new Set(ids(await world.take(second, 40))).size, 40);
    }),
    scenario('more members than partitions: one waits, and takes over', ['stream'], async (world) => {
      const stream = await world.stream();
      const [first, second] = [await world.subscribe(stream, 'readers'), await world.subscribe(stream, 'readers')];
      const waiting = [first.receive(1), second.receive(1)];
      await world.append(stream, world.message('one'));
      const got = await world.soon(Promise.race(waiting), 'The record');
      assert.deepEqual(ids(got), ['one']);
      await world.soon(Promise.all([first.close(), second.close()]), 'The end of both');
      assert.deepEqual(ids(await world.take(await world.subscribe(stream, 'readers'), 1)), ['one'], 'Nobody committed, so it comes again.');
    }),
  ],
};
