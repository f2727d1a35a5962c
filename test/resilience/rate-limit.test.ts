import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { RateLimit } from '../../src/resilience/rate-limit.ts';
import type { RateState } from '../../src/resilience/rate-limit.ts';
import { link, policy } from './support.ts';

function limit(given: Parameters<typeof policy<'rateLimit'>>[1]) {
  const clock = new ManualClock();
  return { clock, rate: new RateLimit(policy('rateLimit', given), clock) };
}

describe('rate limit', () => {
  test('allows `limit` calls, then one every window / limit', () => {
    const { clock, rate } = limit({ limit: 4, window: 2_000 });
    const states = Array.from({ length: 5 }, () => rate.take(undefined));
    assert.deepEqual(states.map(({ allowed, remaining }) => [allowed, remaining]), [[true, 3], [true, 2], [true, 1], [true, 0], [false, 0]]);
    assert.equal(states[4]?.retryAfter, 500);
    assert.equal(states[4]?.reset, 2_000);
    clock.advance(499);
    assert.equal(rate.take(undefined).allowed, false);
    clock.advance(1);
    assert.equal(rate.take(undefined).allowed, true);
    clock.advance(10_000);
    assert.equal(rate.take(undefined).remaining, 3);
  });

  test('throws RATE_LIMITED with what the headers need, and tells the caller where it stands', async () => {
    const { run } = link({ rateLimit: { limit: 1, window: 1_000 } });
    const told: RateState[] = [];
    const onRate = (state: RateState): void => { told.push(state); };
    await run({ onRate }, () => undefined);
    await assert.rejects(async () => run({ onRate }, () => undefined), { code: 'RATE_LIMITED', category: 'rate-limited', retryAfter: 1_000, details: { limit: 1, remaining: 0, reset: 1_000 } });
    assert.deepEqual(told.map(({ allowed }) => allowed), [true, false]);
  });

  const anna = { subject: 'anna', tenant: 'north' };
  const bert = { subject: 'bert', tenant: 'north' };
  const carl = { subject: 'carl', tenant: 'south' };
  for (const [per, expected] of [['link', [true, false, false]], ['caller', [true, true, true]], ['tenant', [true, false, true]]] as const) {
    test(`counts apart per ${per}`, () => {
      const { rate } = limit({ limit: 1, per });
      assert.deepEqual([anna, bert, carl].map((caller) => rate.take(caller).allowed), expected);
    });
  }

  test('those that nobody knows share one count', () => {
    const { rate } = limit({ limit: 1, per: 'caller' });
    assert.deepEqual([undefined, undefined, anna].map((caller) => rate.take(caller).allowed), [true, false, true]);
  });

  test('a clock that jumps changes nothing', () => {
    const { clock, rate } = limit({ limit: 1, window: 1_000 });
    rate.take(undefined);
    clock.jump(3_600_000);
    assert.equal(rate.take(undefined).allowed, false);
    clock.jump(-7_200_000);
    clock.advance(1_000);
    assert.equal(rate.take(undefined).allowed, true);
  });

  test('in any stretch of time no more than `limit` and what flows in meanwhile', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(500), calls: fc.nat(20) }), { maxLength: 50 });
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2_000 }), steps, (most, window, moves) => {
      const { clock, rate } = limit({ limit: most, window });
      const taken: number[] = [];
      for (const { wait, calls } of moves) {
        clock.advance(wait);
        for (let index = 0; index < calls; index += 1) {
          const state = rate.take(undefined);
          assert.ok(state.remaining >= 0 && state.remaining <= most && state.reset <= window);
          if (state.allowed) taken.push(clock.monotonic());
        }
      }
      for (const [first, start] of taken.entries()) {
        for (let last = first; last < taken.length; last += 1) {
          const flowed = (((taken[last] ?? 0) - start) * most) / window;
          assert.ok(last - first + 1 <= most + flowed + 1e-6);
        }
      }
    }));
  });

  test('after retryAfter the next call is allowed, a millisecond before it is not', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 100, max: 5_000 }), (most, window) => {
      const { clock, rate } = limit({ limit: most, window });
      let state = rate.take(undefined);
      while (state.allowed) state = rate.take(undefined);
      if (state.retryAfter > 1) {
        clock.advance(state.retryAfter - 1);
        assert.equal(rate.take(undefined).allowed, false);
        clock.advance(1);
      } else clock.advance(state.retryAfter);
      assert.equal(rate.take(undefined).allowed, true);
    }));
  });
});
