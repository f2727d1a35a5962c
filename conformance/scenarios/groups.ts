import assert from 'node:assert/strict';
import { ids } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const lagOf = async (world: World, stream: string, group: string): Promise<number> =>
  (await world.streams.groups(stream)).filter((state) => state.group === group).reduce((total, { lag }) => total + lag, 0);

export const groups: Theme = {
  name: 'groups',
  scenarios: [
    scenario('each group reads all, whatever the others do', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(10));
      const [one, two] = [await world.subscribe(stream, 'one'), await world.subscribe(stream, 'two')];
      const read = await world.take(one, 10);
      await world.advance(one, read);
      assert.deepEqual(ids(await world.take(two, 10)), ids(read));
    }),
    scenario('receive waits until there is something', ['stream'], async (world) => {
      const stream = await world.stream();
      const member = await world.subscribe(stream, 'readers');
      const waiting = member.receive(10);
      await world.append(stream, world.message('late'));
      assert.deepEqual(ids(await world.soon(waiting, 'What a waiting member was sent')), ['late']);
    }),
    scenario('a group goes on where it had committed, not where it had read', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(6));
      const first = await world.subscribe(stream, 'readers');
      const read = await world.take(first, 5);
      await world.advance(first, read.slice(0, 3));
      await first.close();
      assert.deepEqual(ids(await world.take(await world.subscribe(stream, 'readers'), 3)), ['m3', 'm4', 'm5']);
    }),
    scenario('and so after a restart', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(6));
      const first = await world.subscribe(stream, 'readers');
      await world.advance(first, (await world.take(first, 5)).slice(0, 2));
      await world.reopen();
      await world.streams.declare({ name: stream, partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
      assert.deepEqual(ids(await world.take(await world.subscribe(stream, 'readers'), 4)), ['m2', 'm3', 'm4', 'm5']);
    }),
    scenario('a group that comes late starts where it says: at the beginning or the end', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(3, 'old'));
      const early = await world.subscribe(stream, 'from-beginning', { from: 'beginning' });
      const late = await world.subscribe(stream, 'from-end', { from: 'end' });
      await world.append(stream, world.message('new'));
      assert.deepEqual(ids(await world.take(early, 4)), ['old0', 'old1', 'old2', 'new']);
      assert.deepEqual(ids(await world.take(late, 1)), ['new']);
    }),
    scenario('a member receives no more than its window before it commits', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(5));
      const member = await world.subscribe(stream, 'readers', { window: 3 });
      const read = await world.take(member, 3);
      const more = member.receive(10);
      await world.waits(more, 'The window is used up.');
      await world.advance(member, read.slice(0, 2));
      assert.deepEqual(ids(await world.soon(more, 'The places that a commit freed')), ['m3', 'm4']);
    }),
    scenario('lag tells how many records a group has still to read', ['stream'], async (world) => {
      const stream = await world.stream();
      await world.append(stream, ...world.messages(10));
      const member = await world.subscribe(stream, 'readers');
      const read = await world.take(member, 10);
      await world.advance(member, read.slice(0, 4));
      await world.until('The lag is 6', 10, async () => (await lagOf(world, stream, 'readers')) === 6);
      await world.advance(member, read);
      await world.until('The lag is 0', 10, async () => (await lagOf(world, stream, 'readers')) === 0);
      await world.append(stream, world.message('one more'));
      await world.until('The lag is 1', 10, async () => (await lagOf(world, stream, 'readers')) === 1);
    }),
  ],
};
