import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IsthmusError } from '../../src/kernel/error.ts';
import { canonicalJson, jsonBytes, parseJson, readJsonBytes } from '../../src/kernel/json.ts';

const json = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(fc.property(json, (value) => {
    const bytes = Buffer.from(JSON.stringify(value));
    assert.deepEqual(parseJson(bytes), JSON.parse(bytes.toString()));
    assert.deepEqual(readJsonBytes(jsonBytes(value)), JSON.parse(bytes.toString()));
  }));
});

test('any bytes give a value or an error with a code', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    try {
      parseJson(bytes);
    } catch (error) {
      assert.ok(error instanceof IsthmusError && error.category === 'invalid', String(error));
    }
  }), { numRuns: 500 });
});

test('a reserved name is refused, however it is written', () => {
  for (const text of ['{"__proto__":1}', '{"a":[{"__proto__":{}}]}', '{"\\u005f_proto__":1}', '{"__prot\\u006F__":1}']) {
    assert.throws(() => parseJson(Buffer.from(text)), { code: 'JSON_MALFORMED' }, text);
  }
  assert.equal(parseJson(Buffer.from('"__proto__"')), '__proto__');
});

test('depth is counted outside of texts only', () => {
  const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
  assert.doesNotThrow(() => parseJson(nested(64)));
  assert.throws(() => parseJson(nested(65)), { code: 'DATA_TOO_DEEP' });
  assert.throws(() => parseJson(nested(1_000_000)), { code: 'DATA_TOO_DEEP' });
  assert.equal(parseJson(Buffer.from(JSON.stringify('['.repeat(100) + '\\"{'))), '['.repeat(100) + '\\"{');
});

test('UTF-8 that is none is refused', () => {
  assert.throws(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)), { code: 'JSON_MALFORMED' });
});

test('canonical JSON does not depend on the order of names', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse());
    assert.equal(canonicalJson({ a: [value] }), canonicalJson({ a: [reversed] }));
  }));
});
