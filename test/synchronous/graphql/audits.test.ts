import assert from 'node:assert/strict';
import { test } from 'node:test';

import { auditServer } from 'graphql-http';

import { start } from './fixture.ts';

test('every audit of graphql-http holds: MUST, SHOULD and MAY', async (t) => {
  const { url } = await start(t);
  const results = await auditServer({ url, fetchFn: fetch });
  assert.equal(results.length, 61);
  assert.deepEqual(results.filter((each) => each.status !== 'ok').map((each) => `${each.id} ${each.name}: ${'reason' in each ? each.reason : ''}`), []);
});
