import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { z } from 'zod';
import { queueRunner } from '../../src/asynchronous/queue/runner.ts';
import type { Engine, OpenEngine } from '../../src/driver/engine.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { event } from '../../src/kernel/contract.ts';
import { hostOf, linkOf, messageOf, until } from './host.ts';

const work = event('work', { data: z.object({ key: z.string(), n: z.number() }), key: 'key' });
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An engine whose commits take long, so that much gathers for the next one. */
async function slowEngine(): Promise<{ engine: Engine; open: OpenEngine }> {
  const engine = memory();
  const open = await engine.open({ clock: systemClock, log: noLog });
  const commit = open.commit.bind(open);
  return { engine, open: Object.assign(open, { commit: async (unit: Parameters<typeof commit>[0]) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return commit(unit);
  } }) };
}

test('a retry from the state store that is written together with its success leaves nothing behind', async () => {
  const { engine, open } = await slowEngine();
  const link = linkOf(work, queue({ order: 'key', attempts: 2, backoff: { base: 1, cap: 1, jitter: 'none' } }), ['worker']);
  const handled: number[] = [];
  let poisoned = true;
  const worker = ({ n }: { n: number }, { attempt }: { attempt: number }) => {
    if (n === 0 && poisoned) throw new Error('poisoned');
    if (n > 0 && attempt === 1) throw new Error('once');
    handled.push(n);
  };
  const method = await queueRunner.open([link], hostOf({ engine, open, handlers: { worker } }));
  const admin = method.queue?.(link);
  assert.ok(admin);
  await method.start();
  for (let n = 0; n < 40; n += 1) {
    for (const each of [method.outgoing?.(link, messageOf(work, { key: 'k', n }, 'k'), {}) ?? []].flat()) await each.engine.commit(each.unit);
  }
  await until(async () => (await admin.depth()).parked === 39);
  poisoned = false;
  assert.equal(await admin.deadLetters.redriveAll(), 1);
  await until(() => handled.length >= 40);
  await until(async () => (await admin.depth()).parked === 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(handled, Array.from({ length: 40 }, (_, n) => n));
  await method.drain(AbortSignal.timeout(1_000));
  await method.close();
  await open.close();
});
