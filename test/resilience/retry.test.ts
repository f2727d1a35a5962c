import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ErrorCategory } from '../../src/kernel/error.ts';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { delayFor } from '../../src/resilience/retry.ts';
import { budgetReserve, RetryBudget } from '../../src/resilience/retry-budget.ts';
import { fault, link, settle } from './support.ts';

const backoffs = fc.record({ base: fc.integer({ min: 1, max: 10_000 }), factor: fc.double({ min: 1, max: 10, noNaN: true }), cap: fc.integer({ min: 1, max: 1_000_000 }) });

/** Fails `failures` times, then answers with the number of calls. */
function flaky(failures: number, error: () => unknown = () => fault('unavailable')) {
  const calls = { count: 0, times: [] as number[] };
  const work = (clock: ManualClock) => async (): Promise<number> => {
    calls.count += 1;
    calls.times.push(clock.monotonic());
    if (calls.count <= failures) throw error();
    return calls.count;
  };
  return { calls, work };
}

describe('delayFor', () => {
  test('lies between 0 and a bound that grows up to the cap', () => {
    fc.assert(fc.property(backoffs, fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (backoff, attempt, drawn) => {
      const delay = delayFor({ ...backoff, jitter: 'full' }, attempt, () => drawn);
      const bound = delayFor({ ...backoff, jitter: 'none' }, attempt);
      assert.ok(delay >= 0 && delay <= bound && bound <= backoff.cap);
      assert.ok(bound >= Math.min(backoff.base, backoff.cap));
      assert.ok(delayFor({ ...backoff, jitter: 'none' }, attempt + 1) >= bound);
      assert.equal(delay, drawn * bound);
    }));
  });

  test('grows by the factor from the base', () => {
    const backoff = { base: 100, factor: 3, cap: 2_000, jitter: 'none' } as const;
    assert.deepEqual([1, 2, 3, 4].map((attempt) => delayFor(backoff, attempt)), [100, 300, 900, 2_000]);
  });
});

describe('retry', () => {
  test('tries up to `attempts` times, waiting by base, factor and cap', async () => {
    const { clock, run } = link({ retry: { attempts: 5, base: 100, factor: 2, cap: 300 } });
    const { calls, work } = flaky(4);
    const answer = run({}, work(clock));
    for (const delay of [100, 200, 300, 300]) {
      await settle();
      clock.advance(delay - 1);
      await settle();
      const before = calls.count;
      clock.advance(1);
      await settle();
      assert.equal(calls.count, before + 1);
    }
    assert.equal(await answer, 5);
    assert.deepEqual(calls.times, [0, 100, 300, 600, 900]);
  });

  test('gives the last error when attempts are used up', async () => {
    const { clock, run } = link({ retry: { attempts: 2, base: 1 } });
    const { calls, work } = flaky(9);
    const answer = run({}, work(clock));
    const rejected = assert.rejects(async () => answer, { code: 'TEST_FAULT' });
    await settle();
    clock.advance(1);
    await rejected;
    assert.equal(calls.count, 2);
  });

  test('tells each attempt its number', async () => {
    const { clock, run } = link({ retry: { attempts: 3, base: 1, factor: 1 } });
    const seen: number[] = [];
    const answer = run({}, async ({ attempt }) => {
      seen.push(attempt);
      if (attempt < 3) throw fault('timeout');
      return 'done';
    });
    for (let turn = 0; turn < 2; turn += 1) { await settle(); clock.advance(1); }
    assert.equal(await answer, 'done');
    assert.deepEqual(seen, [1, 2, 3]);
  });

  const permanent: ErrorCategory[] = ['invalid', 'unauthenticated', 'forbidden', 'not-found', 'conflict', 'precondition-failed', 'gone', 'too-large', 'unsupported', 'cancelled', 'misconfigured', 'internal'];
  for (const category of permanent) {
    test(`never tries again after a fault that is ${category}`, async () => {
      const { clock, run } = link({ retry: { attempts: 5 } });
      const { calls, work } = flaky(1, () => fault(category));
      await assert.rejects(async () => run({}, work(clock)), { category });
      assert.equal(calls.count, 1);
    });
  }

  test('an error of an unknown kind is a fault of ours and is not retried', async () => {
    const { clock, run } = link({ retry: { attempts: 5 } });
    const { calls, work } = flaky(1, () => new TypeError('oops'));
    await assert.rejects(async () => run({}, work(clock)), TypeError);
    assert.equal(calls.count, 1);
  });

  test('waits at least as long as the error asks', async () => {
    const { clock, run } = link({ retry: { attempts: 2, base: 10 } });
    const { calls, work } = flaky(1, () => fault('rate-limited', 5_000));
    const answer = run({}, work(clock));
    await settle();
    clock.advance(4_999);
    await settle();
    assert.equal(calls.count, 1);
    clock.advance(1);
    assert.equal(await answer, 2);
  });

  test('does not wait past the deadline', async () => {
    const { clock, run } = link({ deadline: 1_000, retry: { attempts: 2, base: 10 } });
    const { calls, work } = flaky(1, () => fault('unavailable', 5_000));
    await assert.rejects(async () => run({}, work(clock)), { code: 'TEST_FAULT' });
    assert.equal(calls.count, 1);
  });

  test('stops waiting when the caller goes away', async () => {
    const { clock, run } = link({ retry: { attempts: 2, base: 10_000 } });
    const caller = new AbortController();
    const { calls, work } = flaky(1);
    const rejected = assert.rejects(async () => run({ signal: caller.signal }, work(clock)), { code: 'CALL_CANCELLED' });
    await settle();
    caller.abort();
    await rejected;
    clock.advance(20_000);
    await settle();
    assert.equal(calls.count, 1);
  });

  test('work that must not be done twice is tried again only where it was refused before it began', async () => {
    const { clock, run } = link({ retry: { attempts: 3, base: 1 } }, { idempotent: false });
    const broken = flaky(1, () => fault('unavailable'));
    await assert.rejects(async () => run({}, broken.work(clock)), { category: 'unavailable' });
    assert.equal(broken.calls.count, 1);
    const limited = flaky(1, () => fault('rate-limited'));
    const answer = run({}, limited.work(clock));
    await settle();
    clock.advance(1);
    assert.equal(await answer, 2);
  });

  test('full jitter is the default, none only where it is asked for', async () => {
    const half = link({ retry: { attempts: 2, base: 100 } }, { random: () => 0.5 });
    const { calls, work } = flaky(1);
    const answer = half.run({}, work(half.clock));
    await settle();
    half.clock.advance(50);
    assert.equal(await answer, 2);
    assert.deepEqual(calls.times, [0, 50]);

    const none = link({ retry: { attempts: 2, base: 100, jitter: 'none' } }, { random: () => 0.5 });
    const whole = flaky(1);
    const later = none.run({}, whole.work(none.clock));
    await settle();
    none.clock.advance(100);
    assert.equal(await later, 2);
    assert.deepEqual(whole.calls.times, [0, 100]);
  });
});

describe('the retry budget', () => {
  test('stops retries of a whole link once they are more than their share', async () => {
    const { clock, run } = link({ retry: { attempts: 2, base: 1, budget: 0.1 } });
    let calls = 0;
    const answers = Array.from({ length: 200 }, async () => run({}, async () => {
      calls += 1;
      throw fault('unavailable');
    }).catch(() => undefined));
    await settle();
    clock.advance(1);
    await Promise.all(answers);
    assert.equal(calls, 200 + 200 * 0.1 + budgetReserve);
  });

  test('a budget of 0 allows no retry at all', async () => {
    const { clock, run } = link({ retry: { attempts: 5, base: 1, budget: 0 } });
    const { calls, work } = flaky(1);
    const outcome = Promise.resolve(run({}, work(clock))).catch((error: unknown) => error);
    await settle();
    clock.advance(100);
    assert.ok((await outcome) instanceof Error);
    assert.equal(calls.count, 1);
  });

  test('whenever a retry is allowed, those of the last seconds are within their share and the reserve', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 3_000 }), firsts: fc.nat(50), retries: fc.nat(50) });
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.array(step, { maxLength: 60 }), (share, steps) => {
      const clock = new ManualClock();
      const budget = new RetryBudget(share, clock);
      const firsts: number[] = [];
      const retries: number[] = [];
      for (const { wait, firsts: more, retries: wanted } of steps) {
        clock.advance(wait);
        const now = clock.monotonic();
        for (let index = 0; index < more; index += 1) { budget.first(); firsts.push(now); }
        for (let index = 0; index < wanted && budget.take(); index += 1) {
          retries.push(now);
          const recent = retries.filter((at) => at > now - 9_000).length;
          const deposits = firsts.filter((at) => at > now - 10_000).length;
          assert.ok(recent <= share * deposits + budgetReserve, `${recent} retries for ${deposits} calls`);
        }
      }
    }));
  });

  test('a quiet link gets its reserve back after 10 seconds', () => {
    const clock = new ManualClock();
    const budget = new RetryBudget(0.1, clock);
    const takeAll = () => { let taken = 0; while (budget.take()) taken += 1; return taken; };
    assert.equal(takeAll(), budgetReserve);
    assert.equal(takeAll(), 0);
    clock.advance(10_000);
    assert.equal(takeAll(), budgetReserve);
  });
});
