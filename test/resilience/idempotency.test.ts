import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ManualClock, memory } from 'isthmus/memory';
import { fingerprintOf, Idempotency } from '../../src/resilience/idempotency.ts';
import { readRecord, writeRecord } from '../../src/resilience/idempotency-record.ts';
import { policy } from './support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);
const call = { key: 'k1', fingerprint: fingerprintOf('{"seat":1}') };

async function link(given: Parameters<typeof policy<'idempotency'>>[1] = {}) {
  const clock = new ManualClock();
  const open = await memory({ clock }).open({ clock, log: { debug() {}, info() {}, warn() {}, error() {} } });
  const { state } = open;
  assert.ok(state);
  const make = (name = 'book') => new Idempotency(name, policy('idempotency', given), state, clock);
  const idempotency = make();
  /** A whole call: begins, does its work and records the answer, or replays. */
  const run = async (asked: typeof call & { subject?: string }, answer: string, on = idempotency): Promise<string> => {
    const begun = await on.begin(asked);
    if (begun.kind === 'replay') return `again ${text(begun.answer)}`;
    if (begun.kind === 'in-progress') throw begun.refusal;
    await open.commit({ state: begun.record(bytes(answer)) }).finally(begun.end);
    return answer;
  };
  return { clock, open, make, idempotency, run };
}

describe('idempotency', () => {
  test('the same key gives the same answer', async () => {
    const { run } = await link();
    assert.equal(await run(call, 'first'), 'first');
    assert.equal(await run(call, 'second'), 'again first');
    assert.equal(await run({ ...call, key: 'k2' }, 'third'), 'third');
  });

  test('within the window, not after it', async () => {
    const { clock, run } = await link({ window: '1m' });
    await run(call, 'first');
    clock.advance(59_999);
    assert.equal(await run(call, 'second'), 'again first');
    clock.advance(1);
    assert.equal(await run(call, 'third'), 'third');
  });

  test('the same key with another input is refused, done or running', async () => {
    const { idempotency, run } = await link();
    const other = { ...call, fingerprint: fingerprintOf('{"seat":2}') };
    const begun = await idempotency.begin(call);
    await assert.rejects(idempotency.begin(other), { code: 'IDEMPOTENCY_KEY_REUSED', category: 'conflict' });
    assert.ok(begun.kind === 'proceed');
    begun.end();
    await run(call, 'first');
    await assert.rejects(run(other, 'second'), { code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('keys of two callers, and of two links, have nothing to do with each other', async () => {
    const { make, run } = await link();
    await run({ ...call, subject: 'anna' }, 'for anna');
    assert.equal(await run({ ...call, subject: 'bert' }, 'for bert'), 'for bert');
    assert.equal(await run({ ...call, subject: 'anna' }, 'x', make('cancel')), 'x');
    assert.equal(await run({ key: 'b', fingerprint: call.fingerprint, subject: 'a/' }, 'one'), 'one');
    assert.equal(await run({ key: '/b', fingerprint: call.fingerprint, subject: 'a' }, 'two'), 'two');
  });

  test('a repeat while the first still runs is told to come back, or may wait for it', async () => {
    const { open, idempotency } = await link();
    const [first, second] = await Promise.all([idempotency.begin(call), idempotency.begin(call)]);
    assert.ok(first.kind === 'proceed' && second.kind === 'in-progress');
    assert.equal(second.refusal.code, 'IDEMPOTENCY_IN_PROGRESS');
    assert.equal(second.refusal.retryAfter, 1_000);
    let ended = false;
    void second.ended.then(() => { ended = true; });
    await open.commit({ state: first.record(bytes('first')) });
    assert.equal(ended, false);
    first.end();
    await second.ended;
    const again = await idempotency.begin(call);
    assert.equal(again.kind === 'replay' && text(again.answer), 'first');
  });

  test('a first call that failed leaves the key free', async () => {
    const { idempotency, run } = await link();
    const begun = await idempotency.begin(call);
    assert.ok(begun.kind === 'proceed');
    begun.end();
    assert.equal(await run(call, 'second'), 'second');
  });

  test('of two processes the slower one\'s unit takes no effect, and it replays', async () => {
    const { open, make } = await link();
    await open.queues?.declare({ name: 'effects', lanes: 0, deduplicationWindow: 0 });
    const [one, two] = [make(), make()];
    const [fast, slow] = [await one.begin(call), await two.begin(call)];
    assert.ok(fast.kind === 'proceed' && slow.kind === 'proceed');
    const effect = { queue: 'effects', message: { id: '1', source: '/t', type: 't', time: 0, data: bytes('') } };
    await open.commit({ state: fast.record(bytes('fast')), send: [effect] });
    await assert.rejects(open.commit({ state: slow.record(bytes('slow')), send: [effect] }).finally(slow.end), { code: 'STATE_CONFLICT' });
    assert.equal((await open.queues?.depth('effects'))?.ready, 1);
    const again = await two.begin(call);
    assert.equal(again.kind === 'replay' && text(again.answer), 'fast');
  });

  test('records of any fingerprint and answer come back as they were', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.uint8Array({ maxLength: 200 }), (name, answer) => {
      const fingerprint = name.toWellFormed();
      const record = readRecord(writeRecord({ fingerprint, answer }));
      assert.equal(record.fingerprint, fingerprint);
      assert.deepEqual(Buffer.from(record.answer), Buffer.from(answer));
    }));
  });

  test('parts of a fingerprint do not run into each other', () => {
    assert.notEqual(fingerprintOf('ab', 'c'), fingerprintOf('a', 'bc'));
    assert.equal(fingerprintOf('ab', bytes('c')), fingerprintOf(bytes('ab'), 'c'));
  });
});
