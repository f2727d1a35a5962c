import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Histogram } from '../../src/telemetry/histogram.ts';

/** The bound that the module promises, and half a unit, since values are counted whole. */
const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= wanted * 0.016 + 1;
const values = fc.array(fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), fc.integer({ min: 0, max: 5_000_000 }), fc.double({ min: 0, max: 2 ** 45, noNaN: true })), { minLength: 1, maxLength: 400 });
const filled = (all: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of all) histogram.record(value);
  return histogram;
};

describe('a histogram', () => {
  test('gives every quantile of a sorted list within its bound', () => {
    fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const sorted = all.toSorted((a, b) => a - b);
      const wanted = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
      const [got = NaN] = filled(all).quantiles([share]);
      assert.ok(near(got, wanted), `${got} is far from ${wanted}`);
    }), { numRuns: 500 });
  });

  test('gives several quantiles at once as one by one', () => {
    fc.assert(fc.property(values, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), (all, shares) => {
      const growing = shares.toSorted((a, b) => a - b);
      assert.deepEqual(filled(all).quantiles(growing), growing.flatMap((share) => filled(all).quantiles([share])));
    }));
  });

  test('keeps count, sum and ends exactly', () => {
    fc.assert(fc.property(values, (all) => {
      const histogram = filled(all);
      assert.equal(histogram.count, all.length);
      assert.equal(histogram.smallest, Math.min(...all));
      assert.equal(histogram.largest, Math.max(...all));
      assert.equal(histogram.sum, all.reduce((sum, value) => sum + value, 0));
    }));
  });

  test('two merged are one of all values', () => {
    fc.assert(fc.property(values, values, (left, right) => {
      const merged = filled(left);
      merged.merge(filled(right));
      const whole = filled([...left, ...right]);
      assert.deepEqual(merged.entries(), whole.entries());
      assert.equal(merged.count, whole.count);
      assert.equal(merged.largest, whole.largest);
    }));
  });

  test('a weight stands for so many of the same', () => {
    fc.assert(fc.property(values, fc.integer({ min: 1, max: 20 }), (all, weight) => {
      const weighted = new Histogram();
      for (const value of all) weighted.record(value, weight);
      assert.deepEqual(weighted.entries(), filled(Array.from({ length: weight }, () => all).flat()).entries());
    }));
  });

  test('counts up to bounds grow, and agree with a count but at the edge of a bound', () => {
    fc.assert(fc.property(values, (all) => {
      const bounds = [1, 10, 500, 100_000, 10_000_000];
      const counts = filled(all).upTo(bounds);
      for (const [index, bound] of bounds.entries()) {
        const below = (limit: number): number => all.filter((value) => value <= limit).length;
        assert.ok((counts[index] ?? 0) >= below(bound * 0.97 - 1) && (counts[index] ?? 0) <= below(bound * 1.03 + 1));
        assert.ok(index === 0 || (counts[index] ?? 0) >= (counts[index - 1] ?? 0));
      }
    }));
  });

  test('what is less than nothing is nothing, and an empty one answers with 0', () => {
    const histogram = filled([-5]);
    assert.equal(histogram.largest, 0);
    assert.deepEqual(new Histogram().quantiles([0.5, 0.99]), [0, 0]);
    assert.equal(new Histogram().smallest, 0);
  });
});
