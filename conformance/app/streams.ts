import assert from 'node:assert/strict';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';
import { said } from './contracts.ts';
import type { Said } from './contracts.ts';

export const appStreams: AppTheme = {
  name: 'groups above the engine',
  scenarios: [
    appScenario('each receiving service reads all, and a failure of one does not hold up the other', ['stream'], async (world) => {
      const one: Said[] = [];
      const two: Said[] = [];
      await world.startStream((data, { attempt }) => {
        if (attempt < 3) throw new Error('not yet');
        one.push(data);
      }, (data) => void two.push(data));
      await Promise.all(Array.from({ length: 10 }, (_, index) => world.say(String(index), `key-${index % 3}`)));
      await world.until('Both have read all', () => one.length === 10 && two.length === 10);
      for (const key of ['key-0', 'key-1', 'key-2']) {
        for (const read of [one, two]) {
          const numbers = read.filter((each) => each.key === key).map(({ id }) => Number(id));
          assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), 'Order per key holds in each group.');
        }
      }
    }),
    appScenario('a poisoned key is parked in its group only, and the offset moves on', ['stream'], async (world) => {
      const one: string[] = [];
      const two: string[] = [];
      await world.startStream(({ id, key }) => {
        if (key === 'bad') throw new Error('poison');
        one.push(id);
      }, ({ id }) => void two.push(id), { attempts: 2 });
      for (const [id, key] of [['1', 'bad'], ['2', 'good'], ['3', 'bad'], ['4', 'good']]) await world.say(id ?? '', key);
      await world.until('All that can be read was read', () => one.length === 2 && two.length === 4);
      const administration = await world.running.stream(said);
      await world.until('Nothing is left to read', async () => (await administration.groups()).every(({ lag }) => lag === 0));
      const letters = administration.deadLetters('one');
      assert.equal(await letters.count(), 1);
      assert.deepEqual((await letters.parkedKeys()).map(({ key, waiting }) => [key, waiting]), [['bad', 1]]);
      assert.equal(await administration.deadLetters('two').count(), 0);
    }),
    appScenario('a group that is replayed reads again, the other does not', ['stream', 'replay'], async (world) => {
      const one: string[] = [];
      const two: string[] = [];
      await world.startStream(({ id }) => void one.push(id), ({ id }) => void two.push(id), { partitions: 1 });
      for (const id of ['1', '2', '3']) await world.say(id);
      await world.until('Both have read all', () => one.length === 3 && two.length === 3);
      const administration = await world.running.stream(said);
      await world.until('Nothing is left to read', async () => (await administration.groups()).every(({ lag }) => lag === 0));
      await administration.replay('one', 'beginning');
      await world.until('One has read again', () => one.length === 6);
      await world.still();
      assert.deepEqual([one, two], [['1', '2', '3', '1', '2', '3'], ['1', '2', '3']]);
    }),
    appScenario('a group goes on where it was after a restart', ['stream'], async (world) => {
      const read: string[] = [];
      const reader = ({ id }: Said): void => void read.push(id);
      await world.startStream(reader, undefined, { partitions: 1 });
      for (const id of ['1', '2']) await world.say(id);
      await world.until('It has read', () => read.length === 2);
      await world.stop();
      await world.startStream(reader, undefined, { partitions: 1 });
      await world.say('3');
      await world.until('It has read on', () => read.length === 3);
      await world.still();
      assert.deepEqual(read, ['1', '2', '3']);
    }),
    appScenario('a service that comes later reads from the beginning', ['stream'], async (world) => {
      const late: string[] = [];
      await world.startStream(() => undefined, undefined);
      for (const id of ['1', '2']) await world.say(id);
      await world.stop();
      await world.startStream(() => undefined, ({ id }) => void late.push(id));
      await world.until('It has read all', () => late.length === 2);
    }),
  ],
};
