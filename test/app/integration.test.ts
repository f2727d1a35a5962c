import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { event, handle, integration, IsthmusError, link, mapSchema, operation, party, service, silentLog } from 'isthmus';
import type { Engine, IntegrationOptions } from 'isthmus';
import { memory } from 'isthmus/memory';
import { fake, FakeRunner } from './fake-method.ts';

const item = z.object({ id: z.string(), count: z.int().default(1) });
const get = operation('items.get', { input: z.object({ id: z.string() }), output: item, effect: 'read', errors: { unknown: { category: 'not-found', description: 'No such item.', data: z.object({ id: z.string() }) } } });
const changed = event('items.changed', { data: item, key: 'id' });
const nobody = party('nobody', { kind: 'browser' });

function app(changes: Partial<IntegrationOptions> & { readonly runner?: FakeRunner }) {
  const { runner = new FakeRunner(), ...more } = changes;
  const items = service('items', [handle(get, ({ id }) => ({ id })), handle(changed, () => undefined)]);
  return integration({
    name: 'test', engine: memory(), log: silentLog, services: [items], parties: [nobody],
    links: [
      link({ from: 'nobody', to: items, contract: get, via: fake(runner) }),
      link({ from: items, to: items, contract: changed, via: fake(runner), needs: { order: 'key', rate: 10, payload: '1KiB' }, policies: { deadline: '5s', retry: {} } }),
    ],
    ...more,
  });
}

function faultsOf(build: () => unknown): readonly string[] {
  try {
    build();
  } catch (error) {
    assert.ok(error instanceof IsthmusError && error.code === 'APP_INVALID', String(error));
    return (error.details['faults'] as readonly { path: string; message: string }[]).map(({ path, message }) => `${path} ${message}`);
  }
  return [];
}

test('the map is plain data that fits its published schema', () => {
  const { map } = app({});
  const validator = new Ajv2020({ strict: false }).compile(mapSchema);
  assert.deepEqual(JSON.parse(JSON.stringify(map)), map);
  assert.ok(validator(map), JSON.stringify(validator.errors));
  assert.equal(map.links[1]?.needs.payload, 1_024);
  assert.equal(map.links[1]?.policies.retry?.attempts, 3);
  assert.equal(map.contracts[0]?.errors?.['unknown']?.schema?.['type'], 'object');
  assert.equal(validator({ ...map, links: [{ ...map.links[0], other: 1 }] }), false);
});

test('all faults are told at once', () => {
  const runner = new FakeRunner();
  runner.faults = [{ path: 'links[0].via', message: 'is taken' }];
  const faults = faultsOf(() => app({
    runner,
    parties: [nobody, nobody],
    drainWithin: 'soon' as '1s',
    http: { prot: 1 } as object,
    links: [
      link({ from: 'somebody', to: [], contract: get, via: fake(runner), needs: { reply: 'never' as 'now' }, policies: { retry: { attempts: 0 } } }),
      link({ from: 'nobody', to: service('other', []), contract: changed, via: fake(runner) }),
      link({ from: 'nobody', to: 'items', contract: event('dated', { data: z.object({ at: z.date() }) }), via: fake(runner) }),
      link({ from: 'nobody', to: ['items', 'items'], contract: get, via: fake(runner, { carries: ['event', 'operation'] }) }),
    ],
  }));
  for (const expected of [
    /"nobody".* declared twice/, /links\[0\]\.needs\.reply must be one of/, /links\[0\]\.policies\.retry\.attempts must be at least 1/, /links\[0\]\.from "somebody" is neither/, /links\[0\]\.to names nobody/,
    /links\[1\]\.to "other" is neither/, /contract dated@1 .*Date/i, /links\[3\]\.to names a receiver twice/, /operation has one receiver/, /"items.get:fake" names two links/, /links\[0\]\.via is taken/, /drainWithin/, /http\.prot is not known; did you mean "port"/,
  ]) assert.ok(faults.some((each) => expected.test(each)), `${expected} among\n${faults.join('\n')}`);
});

test('what an engine refuses is told with the option, the engine and what would serve', () => {
  const { capabilities, limits, inside, options } = memory();
  const without: Engine = { kind: 'poor', capabilities: { ...capabilities, delay: 'refused' }, limits, inside, options, open: () => Promise.reject(new Error('never')) };
  const faults = faultsOf(() => app({ links: [link({ from: 'nobody', to: 'items', contract: changed, via: fake(new FakeRunner(), { engine: without, asks: 'delay' }) })] }));
  assert.match(faults.join(), /option `test` needs the capability "delay", which the engine poor refuses; the app's engine \(memory\) would serve/);
});

test('a contract that a method can not carry is refused by the type checker and at boot', () => {
  const runner = new FakeRunner();
  const faults = faultsOf(() => app({
    // @ts-expect-error the method carries events only
    links: [link({ from: 'nobody', to: 'items', contract: get, via: fake(runner, { carries: ['event'] }) })],
  }));
  assert.match(faults.join(), /fake carries event, and "items.get" is of the kind operation/);
});

test('parts start in order and stop in the other one; a part that can not start closes the rest', async () => {
  const runner = new FakeRunner();
  const running = await app({ runner }).start();
  await running.stop();
  await running.stop();
  assert.deepEqual(runner.steps, ['open', 'start', 'drain', 'close']);
  const failing = new FakeRunner();
  failing.failAt = 'start';
  await assert.rejects(app({ runner: failing }).start(), /fails at start/);
  assert.deepEqual(failing.steps, ['open', 'start', 'drain', 'close']);
  await assert.rejects(async () => app({}).emit(changed, { id: 'a' }), { code: 'APP_NOT_RUNNING' });
});

test('every call of stop resolves once everything is closed, and a start waits for it', async () => {
  const runner = new FakeRunner();
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  const running = await app({ runner }).start();
  runner.draining = held;
  const order: string[] = [];
  const stops = [running.stop().then(() => order.push('first')), running.stop().then(() => order.push('second'))];
  const again = running.start().then(() => order.push('started'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(order, []);
  letGo();
  await Promise.all([...stops, again]);
  assert.deepEqual(order, ['first', 'second', 'started']);
  await running.stop();
  await running.stop();
});

test('a handler may return anything that has a then: it is over when that is', async () => {
  const items = service('items', [handle(get, (({ id }: { id: string }) => {
    // As query builders do: begun by `then`, which answers with no promise.
    const name = 'then' as string;
    return { [name]: (resolve: (value: unknown) => void) => void setTimeout(() => resolve({ id, count: 2 }), 5) };
  }) as never)]);
  const running = await integration({ name: 'test', engine: memory(), log: silentLog, services: [items], parties: [nobody], links: [link({ from: 'nobody', to: items, contract: get, via: fake(new FakeRunner()) })] }).start();
  assert.deepEqual(await running.call(get, { id: 'a' }), { id: 'a', count: 2 });
  await running.stop();
});

test('a call runs the handler under its contract', async () => {
  const running = await app({}).start();
  assert.deepEqual(await running.call(get, { id: 'a' }), { id: 'a', count: 1 });
  await assert.rejects(running.call(get, JSON.parse('{"id":5}')), { code: 'DATA_INVALID' });
  await assert.rejects(running.call(operation('other', { input: item, output: item, effect: 'read' }), { id: 'a' }), { code: 'LINK_MISSING' });
  await running.stop();
});

test('an answer that breaks the contract is our fault', async () => {
  const wrong: { id: string } = JSON.parse('{"id":5}');
  const broken = service('items', [handle(get, () => wrong), handle(changed, () => undefined)]);
  const running = await app({ services: [broken] }).start();
  await assert.rejects(running.call(get, { id: 'a' }), { code: 'HANDLER_OUTPUT_INVALID', category: 'internal' });
  await running.stop();
});

test('effects happen with the success of a handler, and a repeat with the same key gives the same answer once', async () => {
  const count = operation('items.count', { input: z.object({ fail: z.boolean() }), output: z.object({ calls: z.int() }), effect: 'write' });
  let calls = 0;
  const runner = new FakeRunner();
  const items = service('items', [
    handle(changed, () => undefined),
    handle(count, async ({ fail }, context) => {
      calls += 1;
      await context.emit(changed, { id: `call-${calls}` });
      if (fail) throw new Error('no');
      return { calls };
    }),
  ]);
  const running = await app({
    services: [items],
    links: [
      link({ from: 'nobody', to: items, contract: count, via: fake(runner), policies: { idempotency: {} } }),
      link({ from: items, to: items, contract: changed, via: fake(runner) }),
    ],
  }).start();
  const waiting = async () => (await runner.host?.stateEngine.queues?.depth('items.changed'))?.ready;
  await assert.rejects(running.call(count, { fail: true }));
  assert.equal(await waiting(), 0);
  const both = await Promise.all([running.call(count, { fail: false }, { idempotencyKey: 'k' }), running.call(count, { fail: false }, { idempotencyKey: 'k' })]);
  assert.deepEqual(both, [{ calls: 2 }, { calls: 2 }]);
  assert.equal(await waiting(), 1);
  await assert.rejects(running.call(count, { fail: true }, { idempotencyKey: 'k' }), { code: 'IDEMPOTENCY_KEY_REUSED' });
  await running.stop();
});
