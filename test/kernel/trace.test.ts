import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { childTraceparent, isTraceparent, randomId } from '../../src/kernel/trace.ts';

test('a child keeps the trace and its flags and takes an identifier of its own', () => {
  const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const child = childTraceparent(parent);
  assert.ok(isTraceparent(child));
  assert.equal(child.slice(0, 36), parent.slice(0, 36));
  assert.equal(child.slice(52), '-01');
  assert.notEqual(child, parent);
});

test('anything else begins a new trace', () => {
  fc.assert(fc.property(fc.string(), (text) => assert.ok(isTraceparent(childTraceparent(text)))));
  for (const wrong of ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01']) {
    assert.equal(isTraceparent(wrong), false, wrong);
  }
});

test('identifiers do not repeat', () => {
  assert.equal(new Set(Array.from({ length: 10_000 }, randomId)).size, 10_000);
});
