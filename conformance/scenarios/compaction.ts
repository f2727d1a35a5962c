import assert from 'node:assert/strict';
import { ids, refused } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';

export const compaction: Theme = {
  name: 'compaction',
  scenarios: [
    scenario('the latest record of each key stays, earlier ones go', ['stream', 'compaction'], async (world) => {
      const stream = await world.stream({ compact: true });
      for (let round = 0; round < 20; round += 1) await world.append(stream, ...['a', 'b', 'c'].map((key) => world.message(`${key}${round}`, { key })));
      const kept = async () => ids(await world.streams.read(stream, 0, 0, 1_000));
      await world.until('Earlier ones are gone', 20, async () => (await kept()).length < 60);
      for (const latest of ['a19', 'b19', 'c19']) assert.ok((await kept()).includes(latest), `${latest} is kept.`);
    }),
    scenario('a group reads over the gaps, in order', ['stream', 'compaction'], async (world) => {
      const stream = await world.stream({ compact: true });
      for (let round = 0; round < 20; round += 1) await world.append(stream, world.message(`a${round}`, { key: 'a' }), world.message(`b${round}`, { key: 'b' }));
      await world.append(stream, world.message('last', { key: 'z' }));
      const member = await world.subscribe(stream, 'readers');
      const seen: string[] = [];
      while (!seen.includes('last')) {
        const records = await world.soon(member.receive(10), 'The next record');
        await world.advance(member, records);
        seen.push(...ids(records));
      }
      assert.ok(seen.includes('a19') && seen.includes('b19'));
      for (const key of ['a', 'b']) {
        const rounds = seen.filter((id) => id.startsWith(key)).map((id) => Number(id.slice(1)));
        assert.deepEqual(rounds, [...rounds].sort((one, other) => one - other));
      }
    }),
    scenario('whether a stream is compacted can\'t change', ['stream', 'compaction'], async (world) => {
      const stream = await world.stream({ compact: true });
      await refused(world.streams.declare({ name: stream, partitions: 1, retentionTime: 0, retentionSize: 0, compact: false }));
    }),
  ],
  refusals: {
    compaction: (world) => refused(world.streams.declare({ name: world.name('stream'), partitions: 1, retentionTime: 0, retentionSize: 0, compact: true })),
  },
};
