import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { link, settle } from './support.ts';

/** Never answers; keeps the signal that it was given. */
function hanging() {
  const seen: { signal?: AbortSignal; deadline?: number | undefined } = {};
  return { seen, work: ({ signal, deadline }: { signal: AbortSignal; deadline: number | undefined }) => { Object.assign(seen, { signal, deadline }); return new Promise<never>(() => undefined); } };
}

describe('deadline', () => {
  test('answers with DEADLINE_EXCEEDED and aborts the work', async () => {
    const { clock, run } = link({ deadline: '2s' });
    const { seen, work } = hanging();
    const rejected = assert.rejects(async () => run({}, work), { code: 'DEADLINE_EXCEEDED', category: 'timeout' });
    await settle();
    clock.advance(1_999);
    assert.equal(seen.signal?.aborted, false);
    clock.advance(1);
    await rejected;
    assert.equal(seen.signal?.aborted, true);
  });

  test('the caller\'s earlier deadline wins, its later one does not', () => {
    const { clock, run } = link({ deadline: 1_000 });
    const start = clock.now();
    const deadlines = [start + 400, start + 5_000, undefined].map((deadline) => run({ deadline }, (attempt) => attempt.deadline));
    assert.deepEqual(deadlines, [start + 400, start + 1_000, start + 1_000]);
  });

  test('covers all attempts together', async () => {
    const { clock, run } = link({ deadline: 1_000, retry: { attempts: 3, base: 1 } });
    const { work } = hanging();
    const rejected = assert.rejects(async () => run({}, work), { code: 'DEADLINE_EXCEEDED' });
    await settle();
    clock.advance(1_000);
    await rejected;
  });

  test('a call whose deadline has passed is not begun', async () => {
    const { clock, run } = link({});
    let begun = false;
    await assert.rejects(async () => run({ deadline: clock.now() }, () => { begun = true; }), { code: 'DEADLINE_EXCEEDED' });
    assert.equal(begun, false);
  });

  test('a caller that goes away aborts the work, with no policy at all', async () => {
    const { run } = link({});
    const caller = new AbortController();
    const { seen, work } = hanging();
    const rejected = assert.rejects(async () => run({ signal: caller.signal }, work), { code: 'CALL_CANCELLED', category: 'cancelled' });
    caller.abort();
    await rejected;
    assert.equal(seen.signal?.aborted, true);
  });

  test('nothing is left behind on the caller\'s signal or the clock', async () => {
    const { clock, run } = link({ deadline: 1_000 });
    const caller = new AbortController();
    let kept: AbortSignal | undefined;
    assert.equal(await run({ signal: caller.signal }, async ({ signal }) => { kept = signal; return 'done'; }), 'done');
    await settle();
    clock.advance(5_000);
    caller.abort();
    assert.equal(kept?.aborted, false);
  });
});

describe('a link without policies', () => {
  test('is synchronous where the work is', () => {
    assert.equal(link({}).run({}, () => 42), 42);
  });

  test('passes the work\'s own promise through', () => {
    const promise = Promise.resolve(1);
    assert.equal(link({}).run({}, () => promise), promise);
  });

  test('is synchronous under every policy, too, while nothing waits', () => {
    const { run } = link({ deadline: 100, retry: {}, breaker: {}, bulkhead: {}, rateLimit: {} });
    assert.equal(run({}, () => 42), 42);
  });
});
