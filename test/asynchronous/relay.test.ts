import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { Outbox } from '../../src/asynchronous/relay/outbox.ts';
import { Relay } from '../../src/asynchronous/relay/relay.ts';
import type { StateStore } from '../../src/driver/state-store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { engineErrors } from '../../src/kernel/engine-errors.ts';
import { messageOf, until } from './host.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const said = { name: 'said', version: 1 };

test('an outbox whose removals fail for a while counts what waits in it, and its relay comes to an end', async () => {
  const [state, target] = [await memory().open({ clock: systemClock, log }), await memory().open({ clock: systemClock, log })];
  await target.queues?.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  let failures = 0;
  const commit = state.commit.bind(state);
  const forgetful = Object.assign(state, { commit: async (unit: Parameters<typeof commit>[0]) => {
    if (unit.state?.some((operation) => 'delete' in operation) === true && (failures += 1) <= 3) throw new Error('disk full');
    await commit(unit);
  } });
  const outbox = new Outbox('other', state.state as StateStore, systemClock);
  await outbox.load();
  const relay = new Relay(outbox, target, forgetful, log);
  const add = async (count: number) => {
    const writes = outbox.add({ send: Array.from({ length: count }, (_, n) => ({ queue: 'q', message: messageOf(said, { n }) })) });
    await commit({ state: writes });
    outbox.added(writes.length);
    relay.notify();
  };
  await add(5);
  await until(async () => (await state.state?.count('outbox')) === 0);
  await until(() => outbox.size <= 0);
  assert.equal(outbox.size, 0);
  await add(1);
  assert.equal(outbox.size, 1);
  await relay.drain(AbortSignal.timeout(2_000));
  assert.equal(await state.state?.count('outbox'), 0);
  await relay.stop();
});

test('a relay whose engine closed by itself rests between its tries, and can be stopped', async () => {
  const state = await memory().open({ clock: systemClock, log });
  let tries = 0;
  const closed = Object.assign(await memory().open({ clock: systemClock, log }), { commit: async () => {
    tries += 1;
    throw engineErrors.ENGINE_CLOSED('The connection ended for good.');
  } });
  const outbox = new Outbox('other', state.state as StateStore, systemClock);
  await outbox.load();
  const relay = new Relay(outbox, closed, state, log);
  const writes = outbox.add({ send: [{ queue: 'q', message: messageOf(said, {}) }] });
  await state.commit({ state: writes });
  outbox.added(writes.length);
  relay.notify();
  await until(() => tries > 1);
  for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(tries < 10, `${tries} tries`);
  await relay.stop();
});
