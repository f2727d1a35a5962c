import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { exampleOf } from '../../../src/synchronous/rest/openapi/example.ts';
import { patternExample } from '../../../src/synchronous/rest/openapi/pattern-example.ts';

describe('examples', () => {
  test('fit plain patterns', () => {
    assert.equal(patternExample('^[0-9A-Z]{3}$'), 'AAA');
    assert.equal(patternExample('^\\d{8}-\\d{4}-[A-Z]{3}$'), '00000000-0000-AAA');
    assert.equal(patternExample('^a+b*c?$'), 'a');
    assert.equal(patternExample('^\\d{2}(-\\d+)?$'), '00');
  });

  test('are not made up where a pattern is not plain', () => {
    for (const pattern of ['^(a|b)$', '^(?=x)y$', '^[^a]$', '^.$', '(', '^a{2}{3}$']) assert.equal(patternExample(pattern), undefined, pattern);
  });

  test('whatever is made up fits', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-c\\d[\](){}+*?^$.|0-9-]{1,20}$/), (pattern) => {
      const example = patternExample(pattern);
      if (example !== undefined) assert.match(example, new RegExp(pattern, 'u'));
    }));
  });

  test('leave out what is optional and a riddle', () => {
    const riddle = { type: 'string', pattern: '^(a|b)$' };
    assert.deepEqual(exampleOf({ type: 'object', properties: { a: riddle, b: { type: 'string', default: 'x' }, c: { type: 'integer', minimum: 3 } }, required: ['c'] }), { b: 'x', c: 3 });
    assert.deepEqual(exampleOf({ type: 'string', examples: ['said'] }), 'said');
  });
});
