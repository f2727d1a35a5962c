import assert from 'node:assert/strict';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';

export const messageOptions: AppTheme = {
  name: 'options of a message',
  scenarios: [
    appScenario('a delayed one is handled after its time', ['queue', 'delay'], async (world) => {
      const handled: Array<{ readonly id: string; readonly at: number }> = [];
      await world.startQueue(({ id }) => void handled.push({ id, at: world.time.clock.now() }), { order: 'none', delay: true });
      const due = world.time.clock.now() + 150;
      await world.say('later', 'k', { delay: 150 });
      await world.say('now', 'k');
      await world.until('Both were handled', () => handled.length === 2);
      assert.deepEqual(handled.map(({ id }) => id), ['now', 'later']);
      assert.ok((handled[1]?.at ?? 0) >= due);
    }),
    appScenario('an urgent one is handled first', ['queue', 'priority'], async (world) => {
      const handled: string[] = [];
      await world.startQueue(({ id }) => void handled.push(id), { order: 'none', priority: true, concurrency: 1, prefetch: 1 });
      (await world.queue()).pause();
      for (const [id, priority] of [['last', 0], ['middle', 5], ['first', 9]] as const) await world.say(id, id, { priority });
      (await world.queue()).resume();
      await world.until('All were handled', () => handled.length === 3);
      assert.ok(handled.indexOf('first') < handled.indexOf('middle'), 'What was taken before may come first, and of the rest the urgent one.');
    }),
    appScenario('a repeat is handled once', ['queue', 'deduplication'], async (world) => {
      const handled: string[] = [];
      await world.startQueue(({ id }) => void handled.push(id), { deduplicationWindow: '1m' });
      for (const id of ['first', 'second']) await world.say(id, id, { deduplicationId: 'same' });
      await world.say('other', 'k', { deduplicationId: 'other' });
      await world.until('Two were handled', () => handled.length >= 2);
      await world.still();
      assert.deepEqual(handled.sort(), ['first', 'other']);
    }),
    appScenario('a large one travels by claim check and leaves nothing behind', ['queue'], async (world) => {
      const sizes: number[] = [];
      await world.startQueue(({ id }) => void sizes.push(id.length), { claimCheckAbove: '4KiB' });
      await world.say('x'.repeat(100_000));
      await world.say('small');
      await world.until('Both were handled', () => sizes.length === 2);
      assert.deepEqual(sizes.sort((a, b) => a - b), [5, 100_000]);
    }),
  ],
};
