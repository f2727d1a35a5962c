import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { needFields } from '../../src/kernel/needs.ts';
import { readFields } from '../../src/kernel/options.ts';
import type { Fault, OptionFields } from '../../src/kernel/options.ts';
import { policyFields } from '../../src/kernel/policies.ts';
import { formatDuration, formatSize, parseDuration, parseSize } from '../../src/kernel/units.ts';

function faultsOf(fields: OptionFields, given: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  readFields(fields, given, 'x', faults);
  return faults;
}

test('defaults are filled in and units become plain numbers', () => {
  const faults: Fault[] = [];
  const policies = readFields(policyFields, { deadline: '5s', retry: { attempts: 5, cap: '1m' } }, '', faults);
  assert.deepEqual(faults, []);
  assert.equal(policies?.deadline, 5_000);
  assert.deepEqual(policies?.retry, { attempts: 5, base: 100, factor: 2, cap: 60_000, jitter: 'full', budget: 0.2 });
  assert.equal(policies?.breaker, undefined);
});

test('every fault is found at once, each with its place', () => {
  const faults = faultsOf(policyFields, { deadlin: 1, retry: { attempts: 0, factor: 'x' }, breaker: [] });
  assert.deepEqual(faults.map(({ path }) => path), ['x.deadlin', 'x.retry.attempts', 'x.retry.factor', 'x.breaker']);
  assert.match(faults[0]?.message ?? '', /did you mean "deadline"/);
});

test('any value is read or refused with a fault, never thrown', () => {
  for (const fields of [policyFields, needFields] as const) {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(fields), '__proto__', 'other'), fc.anything()), (given) => {
      const faults: Fault[] = [];
      const values = readFields(fields, given, '', faults);
      assert.equal(values === undefined, faults.length > 0);
    }));
  }
});

test('inherited names are not options', () => {
  assert.equal(faultsOf(policyFields, { constructor: 1 }).length, 1);
  assert.equal(faultsOf(policyFields, { toString: 1 }).length, 1);
});

test('durations and sizes are read as they are shown', () => {
  fc.assert(fc.property(fc.nat(1_000_000), (value) => {
    assert.ok(Math.abs((parseDuration(formatDuration(value)) ?? NaN) - value) <= value * 0.01);
    assert.ok(Math.abs((parseSize(formatSize(value)) ?? NaN) - value) <= value * 0.01 + 1);
  }));
  for (const wrong of ['', '5', '5 s', '-5s', '5S', 'NaNms', '1e3ms', '5constructor', null, {}, NaN, -1, Infinity]) {
    assert.equal(parseDuration(wrong), undefined, String(wrong));
    assert.equal(parseSize(wrong), undefined, String(wrong));
  }
});
