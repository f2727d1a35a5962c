import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ErrorCategory } from '../../src/kernel/error.ts';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { Breaker } from '../../src/resilience/breaker.ts';
import { fault, policy } from './support.ts';

const attempt = { signal: new AbortController().signal, deadline: undefined, attempt: 1 };

function breaker(given: Parameters<typeof policy<'breaker'>>[1]) {
  const clock = new ManualClock();
  const made = new Breaker(policy('breaker', given), clock);
  const fail = (category: ErrorCategory = 'unavailable') => assert.throws(() => made.wrap(() => { throw fault(category); })(attempt));
  const succeed = (): void => assert.equal(made.wrap(() => 'done')(attempt), 'done');
  return { clock, breaker: made, fail, succeed };
}

describe('breaker', () => {
  test('opens at the share of failures, not before the minimum of calls', () => {
    const { breaker: made, fail, succeed } = breaker({ failures: 0.5, minimumCalls: 4 });
    fail(); fail(); succeed();
    assert.equal(made.state, 'closed');
    succeed();
    assert.equal(made.state, 'open');
  });

  test('stays closed below the share', () => {
    const { breaker: made, fail, succeed } = breaker({ failures: 0.5, minimumCalls: 4 });
    for (let round = 0; round < 20; round += 1) { succeed(); succeed(); fail(); }
    assert.equal(made.state, 'closed');
  });

  test('refuses while open, says for how long, and lets one call try after `openFor`', async () => {
    const { clock, breaker: made, fail, succeed } = breaker({ minimumCalls: 1, openFor: 5_000 });
    fail();
    clock.advance(2_000);
    assert.throws(succeed, { code: 'BREAKER_OPEN', category: 'unavailable', retryAfter: 3_000 });
    clock.advance(3_000);
    assert.equal(made.state, 'half-open');
    const gate = Promise.withResolvers<string>();
    const probe = made.wrap(() => gate.promise)(attempt);
    assert.throws(succeed, { code: 'BREAKER_OPEN' });
    gate.resolve('well again');
    assert.equal(await probe, 'well again');
    assert.equal(made.state, 'closed');
    succeed();
  });

  test('a failed trial opens it again for as long', () => {
    const { clock, breaker: made, fail } = breaker({ minimumCalls: 1, openFor: 5_000 });
    fail();
    clock.advance(5_000);
    fail();
    assert.equal(made.state, 'open');
    clock.advance(4_999);
    assert.equal(made.state, 'open');
    clock.advance(1);
    assert.equal(made.state, 'half-open');
  });

  test('a trial that its caller broke off leaves the next one to try', () => {
    const { clock, breaker: made, fail, succeed } = breaker({ minimumCalls: 1, openFor: 5_000 });
    fail();
    clock.advance(5_000);
    fail('cancelled');
    assert.equal(made.state, 'half-open');
    succeed();
    assert.equal(made.state, 'closed');
  });

  test('failures older than the window do not count, however few calls there are', () => {
    const { clock, breaker: made, fail } = breaker({ minimumCalls: 3, window: 10_000 });
    for (let round = 0; round < 20; round += 1) {
      fail();
      clock.advance(6_000);
    }
    assert.equal(made.state, 'closed');
  });

  test('faults of the caller are no failures of the receiver', () => {
    const { breaker: made, fail } = breaker({ minimumCalls: 1, failures: 0.1 });
    for (const category of ['invalid', 'not-found', 'conflict', 'forbidden', 'cancelled', 'rate-limited'] as const) fail(category);
    assert.equal(made.state, 'closed');
    fail('internal');
    assert.equal(made.state, 'open');
  });

  test('a clock that jumps back does not keep it open', () => {
    const { clock, breaker: made, fail } = breaker({ minimumCalls: 1, openFor: 1_000 });
    fail();
    clock.jump(-3_600_000);
    clock.advance(1_000);
    assert.equal(made.state, 'half-open');
  });

  test('what began before it opened and ends later decides nothing', async () => {
    const { clock, breaker: made, fail } = breaker({ minimumCalls: 1, openFor: 1_000 });
    const [good, bad] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const early = [good, bad].map(async ({ promise }) => made.wrap(() => promise)(attempt));
    fail();
    clock.advance(600);
    good.resolve('late');
    bad.reject(fault('unavailable'));
    await Promise.allSettled(early);
    assert.equal(made.state, 'open');
    clock.advance(400);
    assert.equal(made.state, 'half-open');
  });

  test('opens exactly when the counted share says so', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer({ min: 1, max: 20 }), fc.array(fc.boolean(), { maxLength: 60 }), (share, minimumCalls, outcomes) => {
      const { breaker: made, fail, succeed } = breaker({ failures: share, minimumCalls });
      let failures = 0;
      for (const [index, failed] of outcomes.entries()) {
        if (failed) { fail(); failures += 1; } else succeed();
        const shouldOpen = failures > 0 && index + 1 >= minimumCalls && failures / (index + 1) >= share;
        assert.equal(made.state, shouldOpen ? 'open' : 'closed');
        if (shouldOpen) return;
      }
    }));
  });
});
