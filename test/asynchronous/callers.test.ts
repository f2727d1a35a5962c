import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { Caller, Engine } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { callersFor, plainCallers, signedCallers } from '../../src/asynchronous/delivery/callers.ts';
import type { Message } from '../../src/kernel/message.ts';
import { decodeMessage, encodeMessage } from '../../src/kernel/message-codec.ts';
import { linkOf, messageOf, until } from './host.ts';

const ada: Caller = { subject: 'ada', tenant: 'isles', scopes: ['book'] };
const key = 'k'.repeat(32);
const said = event('said', { data: z.object({ to: z.string() }), key: 'to' });
const noted = event('noted', { data: z.object({ to: z.string() }), key: 'to' });
const say = operation('say', { input: z.object({ to: z.string() }), output: z.object({}), effect: 'write' });
const later = operation('later', { input: z.object({}), output: z.object({}), effect: 'write' });

/** As a shared broker: others write into it too. */
function door(engine: Engine): Engine {
  const { kind, capabilities, limits, options } = engine;
  return { kind, capabilities, limits, options, inside: false, open: (environment) => engine.open(environment) };
}

interface Seen { said: unknown[]; noted: unknown[]; later: unknown[]; failing: number }

function app(home: Engine, carrier: Engine, seen: Seen, callerKeys?: readonly string[]) {
  const s = service('s', [
    handle(say, async ({ to }, { emit, submit }) => {
      await emit(said, { to });
      await submit(later, {});
      return {};
    }),
    handle(later, (_input, { caller }) => (seen.later.push(caller), {})),
    handle(said, async ({ to }, { caller, emit }) => {
      if ((seen.failing -= 1) >= 0) throw new Error('not now');
      seen.said.push(caller);
      await emit(noted, { to });
    }),
    handle(noted, (_data, { caller }) => void seen.noted.push(caller)),
  ]);
  return integration({
    name: 'callers', engine: home, services: [s], parties: [party('web', { kind: 'browser' })], log: silentLog, http: { port: 0 },
    ...(callerKeys === undefined ? {} : { callerKeys }),
    links: [
      link({ from: 'web', to: s, contract: say, via: rest({ method: 'POST', path: '/say', authenticate: () => ada }) }),
      link({ from: s, to: s, contract: later, via: job() }),
      link({ from: s, to: s, contract: said, via: queue({ engine: carrier, attempts: 2, backoff: { base: '1ms' }, hold: 0 }) }),
      link({ from: s, to: s, contract: noted, via: stream({ engine: carrier }) }),
    ],
  });
}

const none = (): Seen => ({ said: [], noted: [], later: [], failing: 0 });
const post = async (running: ReturnType<typeof app>) => assert.equal((await fetch(`${await running.url()}/say`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"to":"x"}' })).status, 200);

async function follow(home: Engine, carrier: Engine, seen: Seen, keys?: readonly string[]): Promise<void> {
  const dies = seen.failing === 2;
  const running = await app(home, carrier, seen, keys).start();
  try {
    await post(running);
    if (dies) {
      const { deadLetters } = await running.queue(said);
      await until(async () => (await deadLetters.count()) === 1);
      const [letter] = await deadLetters.list();
      await deadLetters.edit(letter?.id ?? '', { to: 'x' });
      await deadLetters.redrive(letter?.id ?? '');
    }
    await until(() => seen.noted.length > 0 && seen.later.length > 0);
  } finally {
    await running.stop();
  }
}

test('whoever called is the caller of every message and job that follows, through retries, parking, a dead letter and redrive', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-callers-'));
  try {
    for (const engine of [memory(), embedded({ directory })]) {
      for (const failing of [0, 1, 2]) {
        const seen = { ...none(), failing };
        await follow(engine, engine, seen);
        assert.deepEqual([seen.said, seen.noted, seen.later], [[ada], [ada], [ada]], `${failing} failures`);
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('through a door the caller is signed, also by way of the outbox, retry, parking and redrive', async () => {
  for (const failing of [0, 1, 2]) {
    const seen = { ...none(), failing };
    await follow(memory(), door(memory()), seen, [key]);
    assert.deepEqual([seen.said, seen.noted, seen.later], [[ada], [ada], [ada]], `${failing} failures`);
  }
});

test('without a key callers do not travel through a door', async () => {
  const seen = none();
  await follow(memory(), door(memory()), seen, []);
  assert.deepEqual([seen.said, seen.noted, seen.later], [[undefined], [undefined], [ada]]);
});

test('where somebody outside of the app reads, callers do not travel', () => {
  const inner = linkOf(noted, stream(), ['s']);
  const outer = { ...inner, to: ['s', 'partner'] };
  const signed = (links: Parameters<typeof callersFor>[0], inside: boolean) => callersFor(links, { inside }, [key]).write(message(), ada).extensions?.['caller'];
  assert.equal(typeof signed([inner], false), 'string');
  assert.equal(signed([outer], false), undefined);
  assert.equal(signed([inner, outer], false), undefined);
  assert.equal(typeof signed([inner, outer], true), 'string', 'nobody outside can read the files of an inner engine');
});

test('keys that could be guessed are refused, and never shown', () => {
  assert.throws(() => app(memory(), memory(), none(), ['short-secret']), (error: Error) => /callerKeys must be a list of keys of at least 32/.test(error.message) && !error.message.includes('short-secret'));
});

const message = (more: Partial<Message> = {}): Message => messageOf(said, { to: 'x' }, 'x', { id: 'one', ...more });

test('a signed caller holds for its own message only', () => {
  const callers = signedCallers([key]);
  const signed = callers.write(message(), ada);
  assert.deepEqual(callers.read(signed), ada);
  for (const changed of [{ id: 'two' }, { source: '/other' }, { type: 'other' }, { key: 'y' }, { data: Buffer.from('{"to":"y"}') }]) {
    assert.equal(callers.read({ ...signed, ...changed }), undefined, JSON.stringify(changed));
  }
  assert.equal(signedCallers(['o'.repeat(32)]).read(signed), undefined);
  assert.deepEqual(signedCallers(['o'.repeat(32), key]).read(signed), ada, 'an older key still verifies');
  assert.equal(callers.read(plainCallers.write(message(), ada)), undefined, 'unsigned');
});

test('whatever stands in the attribute, reading it never throws and trusts nothing', () => {
  const callers = signedCallers([key]);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.tuple(fc.base64String(), fc.base64String()).map((parts) => parts.join('.'))), (caller) => {
    assert.equal(callers.read(message({ extensions: { caller } })), undefined);
    const read = plainCallers.read(message({ extensions: { caller } }));
    assert.ok(read === undefined || typeof read.subject === 'string');
  }));
});

test('the caller is in the bytes of a message, beside other attributes', () => {
  const stored = decodeMessage(encodeMessage(plainCallers.write(message({ extensions: { claim: 'c' } }), ada)));
  assert.deepEqual(plainCallers.read(stored), ada);
  assert.equal(stored.extensions?.['claim'], 'c');
  assert.equal(plainCallers.read(decodeMessage(encodeMessage(message()))), undefined);
});
