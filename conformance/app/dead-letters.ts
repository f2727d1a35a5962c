import assert from 'node:assert/strict';
import { IsthmusError } from '../../src/kernel/error.ts';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';

const rejection = () => new IsthmusError('SEAT_UNKNOWN', { category: 'not-found', why: 'It was never there.', fix: 'Take another.' }, { what: 'There is no such seat.' });

export const deadLetters: AppTheme = {
  name: 'dead letters',
  scenarios: [
    appScenario('a message whose attempts are used up is kept with its reason and its history', ['queue'], async (world) => {
      await world.startQueue((_data, { attempt }) => { throw new Error(`failed ${attempt}`); }, { attempts: 3 });
      await world.say('m', 'ann');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      const [letter] = await letters.list();
      assert.ok(letter);
      assert.equal(letter.reason, 'failed');
      assert.equal(letter.attempts, 3);
      assert.deepEqual(letter.message.data, { id: 'm', key: 'ann' });
      assert.deepEqual(letter.history.map(({ number, what }) => [number, what]), [1, 2, 3].map((number) => [number, `failed ${number}`]));
      assert.ok(letter.error.what.includes('failed 3') && (letter.error.stack ?? '').includes('failed 3'), 'It tells the last error with its stack.');
    }),
    appScenario('a rejected message dies at once', ['queue'], async (world) => {
      let attempts = 0;
      await world.startQueue(() => {
        attempts += 1;
        throw rejection();
      }, { attempts: 5 });
      await world.say('m');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      const [letter] = await letters.list();
      assert.deepEqual([attempts, letter?.reason, letter?.error.code], [1, 'rejected', 'SEAT_UNKNOWN']);
    }),
    appScenario('an expired message is not handled, and is kept with that reason', ['queue'], async (world) => {
      const handled: string[] = [];
      await world.startQueue(({ id }) => void handled.push(id));
      (await world.queue()).pause();
      await world.say('old', 'a', { timeToLive: 50 });
      await world.time.pass(60);
      (await world.queue()).resume();
      await world.say('new', 'b');
      const letters = await world.deadLetters();
      await world.until('One was handled and one died', async () => handled.length === 1 && (await letters.count()) === 1);
      assert.deepEqual(handled, ['new']);
      assert.equal((await letters.list())[0]?.reason, 'expired');
    }),
    appScenario('a redriven one is handled with fresh attempts', ['queue'], async (world) => {
      let well = false;
      const attempts: number[] = [];
      await world.startQueue((_data, { attempt }) => {
        attempts.push(attempt);
        if (!well) throw new Error('not well');
      }, { attempts: 2 });
      await world.say('m');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      well = true;
      await letters.redrive((await letters.list())[0]?.id ?? '');
      await world.until('It was handled', () => attempts.length === 3);
      assert.deepEqual(attempts, [1, 2, 1]);
      assert.equal(await letters.count(), 0);
    }),
    appScenario('an edited one is handled as edited', ['queue'], async (world) => {
      const handled: string[] = [];
      await world.startQueue(({ id }) => {
        if (id === 'wrong') throw rejection();
        handled.push(id);
      });
      await world.say('wrong', 'k');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      const id = (await letters.list())[0]?.id ?? '';
      await letters.edit(id, { id: 'right', key: 'k' });
      await letters.redrive(id);
      await world.until('It was handled', () => handled.length === 1);
      assert.deepEqual(handled, ['right']);
    }),
    appScenario('they are there after a restart', ['queue'], async (world) => {
      const fail = (): never => { throw rejection(); };
      await world.startQueue(fail);
      await world.say('m');
      await world.until('It died', async () => (await (await world.deadLetters()).count()) === 1);
      await world.stop();
      await world.startQueue(fail);
      assert.equal((await (await world.deadLetters()).list())[0]?.error.code, 'SEAT_UNKNOWN');
    }),
  ],
};
