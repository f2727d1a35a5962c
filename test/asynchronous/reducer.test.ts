import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fresh, reduce } from '../../src/asynchronous/delivery/reducer.ts';
import type { DeliveryEvent, DeliveryPolicy, DeliveryState } from '../../src/asynchronous/delivery/reducer.ts';
import type { ErrorCategory } from '../../src/kernel/error.ts';

const categories: readonly ErrorCategory[] = ['internal', 'unavailable', 'timeout', 'conflict', 'cancelled', 'invalid', 'forbidden', 'not-found', 'too-large'];
const events: fc.Arbitrary<DeliveryEvent> = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), expired: fc.boolean(), crashed: fc.boolean() }),
  fc.constant({ type: 'succeeded' as const }),
  fc.record({ type: fc.constant('failed' as const), category: fc.constantFrom(...categories), retryAt: fc.nat() }),
  fc.record({ type: fc.constant('deferred' as const), retryAt: fc.nat() }),
  fc.constantFrom({ type: 'timed-out' as const }, { type: 'stuck' as const }, { type: 'park' as const }, { type: 'drain' as const }),
);
const policies: fc.Arbitrary<DeliveryPolicy> = fc.record({ attempts: fc.integer({ min: 1, max: 4 }), retryRejected: fc.boolean() });
const ended = new Set(['done', 'dead', 'parked', 'returned']);

test('any events in any order: attempts are bounded, an end is final, and every end is told once', () => {
  fc.assert(fc.property(policies, fc.array(events, { maxLength: 40 }), (policy, sequence) => {
    let state: DeliveryState = fresh;
    let runs = 0;
    let ends = 0;
    for (const event of sequence) {
      const { state: next, command } = reduce(state, event, policy);
      if (ended.has(state.phase)) {
        assert.equal(next, state);
        assert.equal(command, 'none');
        continue;
      }
      if (command === 'run') {
        runs += 1;
        assert.notEqual(state.phase, 'running', 'never two at a time');
        assert.ok(next.attempts <= policy.attempts);
      }
      if (command === 'settle' || command === 'bury' || command === 'park' || command === 'return') ends += 1;
      assert.equal(ended.has(next.phase), ['settle', 'bury', 'park', 'return'].includes(command));
      if (event.type === 'deferred' && command === 'wait') runs -= 1;
      state = next;
    }
    assert.equal(ends, ended.has(state.phase) ? 1 : 0);
    assert.ok(runs <= policy.attempts);
  }), { numRuns: 2_000 });
});

test('it always ends: with enough turns a delivery is handled or dead, whatever its handler does', () => {
  const results = fc.constantFrom<DeliveryEvent['type']>('succeeded', 'failed', 'stuck');
  fc.assert(fc.property(policies, fc.array(results, { minLength: 4, maxLength: 4 }), fc.constantFrom(...categories), (policy, outcomes, category) => {
    let state: DeliveryState = fresh;
    for (const type of outcomes) {
      state = reduce(state, { type: 'begin', expired: false, crashed: false }, policy).state;
      const event = type === 'failed' ? { type, category, retryAt: 0 } : { type } as DeliveryEvent;
      state = reduce(state, event, policy).state;
    }
    assert.ok(state.phase === 'done' || state.phase === 'dead', state.phase);
  }));
});

test('the reasons of dead letters', () => {
  const policy = { attempts: 2, retryRejected: false };
  const running = (attempts: number): DeliveryState => ({ phase: 'running', attempts, abort: 'no' });
  const failed = (state: DeliveryState, category: ErrorCategory) => reduce(state, { type: 'failed', category, retryAt: 9 }, policy).state;
  assert.deepEqual(failed(running(1), 'invalid'), { phase: 'dead', attempts: 1, reason: 'invalid' });
  assert.deepEqual(failed(running(1), 'forbidden'), { phase: 'dead', attempts: 1, reason: 'rejected' });
  assert.deepEqual(failed(running(1), 'internal'), { phase: 'waiting', attempts: 1, until: 9 });
  assert.deepEqual(failed(running(2), 'internal'), { phase: 'dead', attempts: 2, reason: 'failed' });
  assert.deepEqual(reduce({ phase: 'received', attempts: 2 }, { type: 'begin', expired: false, crashed: true }, policy).state, { phase: 'dead', attempts: 2, reason: 'crashed' });
  assert.deepEqual(reduce(fresh, { type: 'begin', expired: true, crashed: false }, policy).state, { phase: 'dead', attempts: 0, reason: 'expired' });
  assert.equal(reduce(running(1), { type: 'failed', category: 'invalid', retryAt: 0 }, { attempts: 2, retryRejected: true }).state.phase, 'waiting');
});

test('what a shutdown interrupts was no attempt; a handler that finishes all the same is done', () => {
  const policy = { attempts: 3, retryRejected: false };
  const begun = reduce(fresh, { type: 'begin', expired: false, crashed: false }, policy).state;
  const draining = reduce(begun, { type: 'drain' }, policy);
  assert.equal(draining.command, 'abort');
  assert.deepEqual(reduce(draining.state, { type: 'failed', category: 'cancelled', retryAt: 0 }, policy), { state: { phase: 'returned', attempts: 0 }, command: 'return' });
  assert.equal(reduce(draining.state, { type: 'succeeded' }, policy).state.phase, 'done');
});
