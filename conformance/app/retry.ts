import assert from 'node:assert/strict';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';

export const retry: AppTheme = {
  name: 'retry',
  scenarios: [
    appScenario('a failed message is tried again, counted, and handled once', ['queue'], async (world) => {
      const attempts: number[] = [];
      await world.startQueue((_data, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      });
      await world.say('m');
      await world.until('It was handled', () => attempts.length === 3);
      await world.still();
      assert.deepEqual(attempts, [1, 2, 3]);
      assert.equal(await (await world.deadLetters()).count(), 0);
    }),
    appScenario('it waits before it is tried again', ['queue'], async (world) => {
      const times: number[] = [];
      await world.startQueue((_data, { attempt }) => {
        times.push(world.time.clock.now());
        if (attempt < 3) throw new Error('not yet');
      }, { backoff: { base: 60, factor: 2, jitter: 'none' } });
      await world.say('m');
      await world.until('It was handled', () => times.length === 3);
      const [first = 0, second = 0, third = 0] = times;
      assert.ok(second - first >= 60 && third - second >= 120, `It waited ${second - first} and ${third - second} ms, and must 60 and 120.`);
    }),
    appScenario('what is stable for a message stays the same at each attempt', ['queue'], async (world) => {
      const seen = new Set<string>();
      let attempts = 0;
      await world.startQueue((_data, { attempt, idempotencyKey, message }) => {
        seen.add(`${idempotencyKey} ${message?.id}`);
        attempts = attempt;
        if (attempt < 3) throw new Error('not yet');
      });
      await world.say('m');
      await world.until('It was handled', () => attempts === 3);
      assert.equal(seen.size, 1);
    }),
    appScenario('a long handler keeps its message', ['queue'], async (world) => {
      const begun: string[] = [];
      let ended = 0;
      await world.startQueue(async ({ id }) => {
        begun.push(id);
        const end = Date.now() + world.stillness * 3;
        await world.until('A long time passes', () => Date.now() >= end);
        ended += 1;
      }, { receivers: 2, concurrency: 4 });
      await Promise.all(['a', 'b', 'c'].map((id) => world.say(id, id)));
      await world.until('All were handled', () => ended === 3);
      await world.still();
      assert.deepEqual(begun.sort(), ['a', 'b', 'c']);
    }),
  ],
};
