import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queue } from 'isthmus/queue';

test('a sentence that ends with a question has no full stop behind it', () => {
  assert.throws(() => queue({ attemts: 5 } as object), { what: 'queue(): attemts is not known; did you mean "attempts"?' });
});
