import assert from 'node:assert/strict';
import type { Delivery } from '../../src/driver/delivery.ts';
import type { SeekTarget } from '../../src/driver/stream.ts';
import { ids, refused, refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

/** A stream with m0 to m5, `after` milliseconds of pause before m3; a group that has read and committed all of it. */
async function read(world: World): Promise<{ stream: string; middle: number; offsets: number[] }> {
  const stream = await world.stream();
  await world.append(stream, ...world.messages(3));
  await world.pass(50);
  const middle = world.now();
  await world.append(stream, ...world.messages(6).slice(3).map((message) => ({ ...message, time: middle })));
  const member = await world.subscribe(stream, 'readers');
  const records = await world.take(member, 6);
  await world.advance(member, records);
  await member.close();
  return { stream, middle, offsets: records.map(({ position }) => position) };
}

async function readsAfter(world: World, stream: string, target: SeekTarget, count: number): Promise<string[]> {
  await world.streams.seek(stream, 'readers', target);
  const member = await world.subscribe(stream, 'readers');
  const records = await world.take(member, count);
  await member.close();
  return ids(records);
}

export const replay: Theme = {
  name: 'replay',
  scenarios: [
    scenario('a group goes back to the beginning', ['stream', 'replay'], async (world) => {
      const { stream } = await read(world);
      assert.deepEqual(await readsAfter(world, stream, 'beginning', 6), ['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
    }),
    scenario('to an offset', ['stream', 'replay'], async (world) => {
      const { stream, offsets } = await read(world);
      assert.deepEqual(await readsAfter(world, stream, { partition: 0, offset: offsets[4] ?? 0 }, 2), ['m4', 'm5']);
    }),
    scenario('to a time', ['stream', 'replay'], async (world) => {
      const { stream, middle } = await read(world);
      assert.deepEqual(await readsAfter(world, stream, { time: middle }, 3), ['m3', 'm4', 'm5']);
    }),
    scenario('to the end, past what it has not read', ['stream', 'replay'], async (world) => {
      const { stream } = await read(world);
      await world.append(stream, world.message('skipped'));
      await world.streams.seek(stream, 'readers', 'end');
      await world.append(stream, world.message('new'));
      assert.deepEqual(ids(await world.take(await world.subscribe(stream, 'readers'), 1)), ['new']);
    }),
    scenario('other groups are not disturbed', ['stream', 'replay'], async (world) => {
      const { stream } = await read(world);
      const other = await world.subscribe(stream, 'other');
      await world.advance(other, await world.take(other, 6));
      await world.streams.seek(stream, 'readers', 'beginning');
      await world.append(stream, world.message('new'));
      assert.deepEqual(ids(await world.take(other, 1)), ['new']);
    }),
    scenario('a running member continues from there, and is told', ['stream', 'replay'], async (world) => {
      const { stream } = await read(world);
      const told: number[] = [];
      const member = await world.subscribe(stream, 'readers', { onAssigned: (lanes) => told.push(...lanes) });
      await world.append(stream, world.message('m6'));
      assert.deepEqual(ids(await world.take(member, 1)), ['m6']);
      const before = told.length;
      const waiting: Promise<readonly Delivery[]> = member.receive(100);
      await world.streams.seek(stream, 'readers', 'beginning');
      assert.deepEqual(ids(await world.soon(waiting, 'Records after seeking')).slice(0, 1), ['m0']);
      assert.ok(told.length > before, 'What was received before is void, so it is told.');
    }),
    scenario('an offset that is not there is refused', ['stream', 'replay'], async (world) => {
      const { stream } = await read(world);
      await refusedWith(world.streams.seek(stream, 'readers', { partition: 0, offset: 1_000_000 }), 'OFFSET_UNKNOWN');
      await refusedWith(world.streams.seek(stream, 'readers', { partition: 7, offset: 0 }), 'OFFSET_UNKNOWN');
    }),
  ],
  refusals: {
    replay: async (world) => refused(world.streams.seek(await world.stream(), 'readers', 'beginning')),
  },
};
