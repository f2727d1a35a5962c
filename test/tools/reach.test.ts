import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachedPackages } from '../../tools/check/reach.ts';

test('reach follows imports of this repository and names the packages at their ends', () => {
  assert.ok(reachedPackages('test/package/package.test.ts').has('publint'));
  assert.deepEqual([...reachedPackages('tools/lint/plugin.ts')], []);
});
