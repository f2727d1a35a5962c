import assert from 'node:assert/strict';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';
import type { AppWorld } from './app-world.ts';
import type { Said } from './contracts.ts';

const keys = ['ann', 'bob', 'cid', 'dee'];
const rounds = 8;

const sayAll = (world: AppWorld): Promise<unknown> =>
  Promise.all(Array.from({ length: rounds }, (_, round) => keys.map((key) => world.say(String(round), key))).flat());
const byKey = (handled: readonly Said[]): Record<string, string[]> =>
  Object.fromEntries(keys.map((key) => [key, handled.filter((each) => each.key === key).map(({ id }) => id)]));
const expected = Object.fromEntries(keys.map((key) => [key, Array.from({ length: rounds }, (_, round) => String(round))]));

export const order: AppTheme = {
  name: 'order per key above the engine',
  scenarios: [
    appScenario('it holds through concurrency and retry', ['queue', 'orderPerKey'], async (world) => {
      const handled: Said[] = [];
      await world.startQueue(async (data, { attempt }) => {
        await new Promise((resolve) => { setTimeout(resolve, Number(data.id) % 3); });
        if ((Number(data.id) + data.key.length) % 4 === 0 && attempt < 3) throw new Error('not yet');
        handled.push(data);
      }, { order: 'key', concurrency: 8, receivers: 2 });
      await sayAll(world);
      await world.until('All were handled', () => handled.length >= keys.length * rounds);
      assert.deepEqual(byKey(handled), expected);
    }),
    appScenario('a poisoned key is parked, the others go on, and redriving it keeps its order', ['queue', 'orderPerKey'], async (world) => {
      let well = false;
      const handled: Said[] = [];
      await world.startQueue((data) => {
        if (!well && data.key === 'ann' && data.id === '2') throw new Error('poison');
        handled.push(data);
      }, { order: 'key', concurrency: 8, attempts: 2 });
      await sayAll(world);
      await world.until('All but the rest of one key were handled', () => handled.length === keys.length * rounds - rounds + 2);
      await world.still();
      assert.deepEqual(byKey(handled)['ann'], ['0', '1'], 'Nothing of the key overtakes its dead letter.');
      const letters = await world.deadLetters();
      const [parked] = await letters.parkedKeys();
      assert.deepEqual([parked?.key, parked?.state], ['ann', 'poisoned']);
      well = true;
      await world.say('late', 'ann');
      assert.equal(await letters.redriveAll(), 1);
      await world.until('The rest was handled', () => handled.length === keys.length * rounds + 1);
      assert.deepEqual(byKey(handled)['ann'], [...(expected['ann'] ?? []), 'late']);
      await world.until('No key is parked any more', async () => (await letters.parkedKeys()).length === 0);
    }),
    appScenario('a discarded dead letter lets its key go on', ['queue', 'orderPerKey'], async (world) => {
      const handled: Said[] = [];
      await world.startQueue((data) => {
        if (data.id === 'poison') throw new Error('poison');
        handled.push(data);
      }, { order: 'key', attempts: 1 });
      await world.say('poison', 'ann');
      await world.say('next', 'ann');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      await letters.discard((await letters.list())[0]?.id ?? '');
      await world.until('The next was handled', () => handled.length === 1);
      assert.deepEqual(handled, [{ id: 'next', key: 'ann' }]);
    }),
    appScenario('it holds through a stop and a start, and nothing is lost', ['queue', 'orderPerKey'], async (world) => {
      const handled: Said[] = [];
      const work = async (data: Said): Promise<void> => {
        await new Promise((resolve) => { setTimeout(resolve, 1); });
        handled.push(data);
      };
      await world.startQueue(work, { order: 'key', concurrency: 4 });
      await sayAll(world);
      await world.until('Some were handled', () => handled.length > 4);
      await world.stop();
      const before = handled.length;
      await world.startQueue(work, { order: 'key', concurrency: 4 });
      await world.until('All were handled', () => handled.length >= keys.length * rounds);
      await world.still();
      assert.ok(before <= keys.length * rounds);
      assert.deepEqual(byKey(handled), expected, 'A clean stop finishes what runs, so none is handled twice.');
    }),
    appScenario('parked messages keep their place over a restart', ['queue', 'orderPerKey'], async (world) => {
      const handled: string[] = [];
      const work = (well: boolean) => (data: Said): void => {
        if (!well && data.id === '0') throw new Error('poison');
        handled.push(data.id);
      };
      await world.startQueue(work(false), { order: 'key', attempts: 1 });
      for (const id of ['0', '1', '2', '3']) await world.say(id, 'ann');
      await world.until('Its followers are parked', async () => (await (await world.queue()).depth()).parked === 3);
      await world.stop();
      await world.startQueue(work(true), { order: 'key', attempts: 1 });
      await world.say('4', 'ann');
      await world.still();
      assert.deepEqual(handled, [], 'It is still parked, for new messages too.');
      await (await world.deadLetters()).redriveAll();
      await world.until('All were handled', () => handled.length === 5);
      assert.deepEqual(handled, ['0', '1', '2', '3', '4']);
    }),
  ],
};
