import assert from 'node:assert/strict';
import { appScenario } from './app-scenario.ts';
import type { AppTheme } from './app-scenario.ts';
import { heard } from './contracts.ts';

export const atomicEffects: AppTheme = {
  name: 'effects of a handler',
  scenarios: [
    appScenario('what a failed attempt emitted is not told', ['queue'], async (world) => {
      const told: string[] = [];
      let attempts = 0;
      await world.startQueue(async (data, context) => {
        attempts = context.attempt;
        await context.emit(heard, { id: `from attempt ${context.attempt}`, key: data.key });
        if (context.attempt < 3) throw new Error('not yet');
      }, {}, ({ id }) => void told.push(id));
      await world.say('m');
      await world.until('It was handled and told', () => attempts === 3 && told.length > 0);
      await world.still();
      assert.deepEqual(told, ['from attempt 3']);
    }),
    appScenario('what a handler that never succeeds emitted is not told', ['queue'], async (world) => {
      const told: string[] = [];
      await world.startQueue(async (data, context) => {
        await context.emit(heard, data);
        throw new Error('never');
      }, { attempts: 2 }, ({ id }) => void told.push(id));
      await world.say('m');
      const letters = await world.deadLetters();
      await world.until('It died', async () => (await letters.count()) === 1);
      await world.still();
      assert.deepEqual(told, []);
    }),
    appScenario('effects come once and in order, many at a time', ['queue', 'orderPerKey'], async (world) => {
      const told: string[] = [];
      await world.startQueue(async ({ id, key }, context) => {
        await context.emit(heard, { id: `${id}.1`, key });
        await context.emit(heard, { id: `${id}.2`, key });
        if (context.attempt === 1 && Number(id) % 3 === 0) throw new Error('not yet');
      }, { order: 'key' }, ({ id }) => void told.push(id));
      await Promise.all(Array.from({ length: 20 }, (_, index) => world.say(String(index))));
      await world.until('All were told', () => told.length >= 40);
      await world.still();
      assert.deepEqual(told, Array.from({ length: 20 }, (_, index) => [`${index}.1`, `${index}.2`]).flat());
    }),
    appScenario('a crash in the middle of a handler: it runs again, its effects come once', ['queue'], async (world) => {
      const told: string[] = [];
      const attempts: number[] = [];
      const hear = ({ id }: { id: string }): void => void told.push(id);
      const stuck = Promise.withResolvers<void>();
      await world.startQueue(async (data, context) => {
        attempts.push(context.attempt);
        await context.emit(heard, data);
        await stuck.promise;
      }, {}, hear);
      await world.say('m');
      await world.until('It began', () => attempts.length > 0);
      await world.crash();
      stuck.resolve();
      await world.startQueue(async (data, context) => {
        attempts.push(context.attempt);
        await context.emit(heard, data);
      }, {}, hear);
      await world.until('It was told', () => told.length > 0);
      await world.still();
      assert.deepEqual(told, ['m']);
      assert.equal(attempts.length, 2);
    }, true),
  ],
};
