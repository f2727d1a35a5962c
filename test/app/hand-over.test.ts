import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { event, handle, integration, link, party, service, silentLog } from 'isthmus';
import type { Engine } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import type { OpenEngine } from '../../src/driver/engine.ts';
import { until } from '../until.ts';

const data = z.object({ key: z.string(), n: z.int() });
const near = event('near', { data, key: 'key' });
const far = event('far', { data, key: 'key' });
const farLog = event('far.log', { data, key: 'key' });
const back = event('back', { data, key: 'key' });

/** An engine whose commits fail while `down` holds: before they took effect, or, for settlements, after. */
function flaky(engine: Engine, state: { down: 'no' | 'before' | 'after' }): Engine {
  const { kind, capabilities, limits, inside, options } = engine;
  const open = async (environment: Parameters<Engine['open']>[0]): Promise<OpenEngine> => {
    const opened = await engine.open(environment);
    const commit = opened.commit.bind(opened);
    return Object.assign(opened, {
      commit: async (unit: Parameters<typeof commit>[0]) => {
        if (state.down === 'before') throw new Error('connection lost');
        await commit(unit);
        if (state.down === 'after' && unit.settle !== undefined) throw new Error('connection lost');
      },
    });
  };
  return { kind, capabilities, limits, inside, options, open };
}

function app(home: Engine, other: Engine, seen: { far: string[]; log: string[]; back: string[] }) {
  const id = ({ key, n }: { key: string; n: number }) => `${key}/${n}`;
  const s = service('s', [
    handle(near, async (received, { emit }) => {
      await emit(far, received);
      await emit(farLog, received);
    }),
    handle(far, async (received, { emit }) => {
      seen.far.push(id(received));
      await emit(back, received);
    }),
    handle(farLog, (received) => void seen.log.push(id(received))),
    handle(back, (received) => void seen.back.push(id(received))),
  ]);
  return integration({
    name: 'two', engine: home, services: [s], parties: [party('p', { kind: 'external-service' })], log: silentLog, drainWithin: '1s',
    links: [
      link({ from: 'p', to: s, contract: near, via: queue({ order: 'key' }) }),
      link({ from: s, to: s, contract: far, via: queue({ order: 'key', engine: other }) }),
      link({ from: s, to: s, contract: farLog, via: stream({ engine: other }) }),
      link({ from: s, to: s, contract: back, via: queue({ order: 'key' }) }),
    ],
  });
}

const inOrder = (ids: readonly string[], key: string) => {
  const numbers = ids.filter((each) => each.startsWith(`${key}/`)).map((each) => Number(each.slice(key.length + 1)));
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b), key);
};

test('effects reach another engine and come back, once and in order per key', async () => {
  const seen = { far: [] as string[], log: [] as string[], back: [] as string[] };
  const running = await app(memory(), memory(), seen).start();
  for (let n = 0; n < 100; n += 1) await running.emit(near, { key: `k${n % 4}`, n });
  await until(() => seen.back.length >= 100 && seen.log.length >= 100);
  await running.stop();
  for (const all of [seen.far, seen.log, seen.back]) {
    assert.equal(new Set(all).size, 100);
    assert.equal(all.length, 100);
    for (let key = 0; key < 4; key += 1) inOrder(all, `k${key}`);
  }
});

test('what an engine that is down can not take waits in the outbox, through a restart, and keeps its order', async () => {
  const seen = { far: [] as string[], log: [] as string[], back: [] as string[] };
  const state = { down: 'no' as 'no' | 'before' | 'after' };
  const [home, other] = [memory(), memory()];
  const first = await app(home, flaky(other, state), seen).start();
  state.down = 'before';
  for (let n = 0; n < 50; n += 1) await first.emit(near, { key: `k${n % 4}`, n });
  await until(async () => (await (await first.queue(near)).depth()).ready === 0);
  await first.stop();
  assert.equal(seen.far.length, 0);
  state.down = 'no';
  const second = await app(home, flaky(other, state), seen).start();
  await until(() => new Set(seen.back).size >= 50 && new Set(seen.log).size >= 50);
  await second.stop();
  assert.deepEqual(new Set(seen.far).size, 50);
  for (let key = 0; key < 4; key += 1) inOrder(seen.far, `k${key}`);
});

test('an engine whose answers to settlements are lost makes no effect of a handler happen twice', async () => {
  const seen = { far: [] as string[], log: [] as string[], back: [] as string[] };
  const state = { down: 'after' as 'no' | 'before' | 'after' };
  const running = await app(memory(), flaky(memory(), state), seen).start();
  for (let n = 0; n < 20; n += 1) await running.emit(near, { key: 'k', n });
  await until(() => seen.back.length >= 20);
  state.down = 'no';
  await pause(300);
  await running.stop();
  assert.deepEqual(seen.back, Array.from({ length: 20 }, (_, n) => `k/${n}`));
});

test('an app whose engine takes nothing any more stops all the same, and goes on with what was unfinished', async () => {
  const seen = { far: [] as string[], log: [] as string[], back: [] as string[] };
  const home = memory();
  let commits: 'taken' | 'refused' = 'taken';
  const failing = flaky(home, { get down() { return commits === 'refused' ? 'before' as const : 'no' as const; } });
  const first = await app(failing, memory(), seen).start();
  await first.emit(back, { key: 'k', n: 1 });
  await until(() => seen.back.length === 1);
  await until(async () => (await (await first.queue(back)).depth()).inFlight === 0);
  await first.emit(back, { key: 'k', n: 2 });
  commits = 'refused';
  await until(() => seen.back.length === 2);
  await first.stop();
  commits = 'taken';
  const second = await app(home, memory(), seen).start();
  await until(() => seen.back.length === 3);
  await second.stop();
  assert.deepEqual(seen.back, ['k/1', 'k/2', 'k/2']);
});
