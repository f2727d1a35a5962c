import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { IsthmusError } from 'isthmus';
import type { JsonSchema, MapContract } from 'isthmus';
import { contractsOfLock, contractsOfMap } from '../../src/evolution/diff/compared.ts';
import { diffContracts } from '../../src/evolution/diff/diff.ts';
import { emptyLock, lockOf, lockText } from '../../src/evolution/lock/lock.ts';
import { readLock } from '../../src/evolution/lock/read.ts';
import { schemas } from './schemas.ts';

const contract = (input: JsonSchema, more: Partial<MapContract> = {}): MapContract => ({ kind: 'operation', name: 'seats.book', version: 1, summary: '', schemas: { input }, ...more });
const objectOf = (names: readonly string[]): JsonSchema => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
const fieldsOf = (lock: ReturnType<typeof lockOf>) => lock.contracts['seats.book@1']?.fields ?? {};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return error instanceof IsthmusError ? error.code : String(error);
  }
  return undefined;
};

describe('The lock file', () => {
  test('numbers properties and enumerations of every depth, and names types', () => {
    const input = { type: 'object', properties: { seat: { $ref: '#/$defs/Seat' } }, $defs: { Seat: { type: 'object', properties: { class: { enum: ['first', 'second'] } } } } };
    const { fields, types } = lockOf({ contracts: [contract(input)] }).contracts['seats.book@1'] ?? {};
    assert.deepEqual(fields, {
      '/input/$defs/Seat/properties/class': 1, '/input/$defs/Seat/properties/class/enum/first': 1, '/input/$defs/Seat/properties/class/enum/second': 2, '/input/properties/seat': 1,
    });
    assert.deepEqual(types, { '/input/$defs/Seat': 'Seat' });
  });

  test('over any history, a number never moves, is never given twice, and is reserved once its field is gone', () => {
    const steps = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e', 'f', 'g']), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(steps, (history) => {
      let lock = emptyLock;
      const given = new Map<string, number>();
      for (const names of history) {
        const retired = lock.contracts['seats.book@1']?.reserved['/input/properties']?.names ?? [];
        const allowed = names.filter((name) => !retired.includes(name));
        if (allowed.length < names.length) assert.equal(codeOf(() => lockOf({ contracts: [contract(objectOf(names))] }, lock)), 'FIELD_NAME_RESERVED');
        lock = lockOf({ contracts: [contract(objectOf(allowed))] }, lock);
        for (const [pointer, number] of Object.entries(fieldsOf(lock))) {
          assert.equal(given.get(pointer) ?? number, number, 'the number did not move');
          given.set(pointer, number);
        }
        const reserved = lock.contracts['seats.book@1']?.reserved['/input/properties']?.numbers ?? [];
        assert.deepEqual([...Object.values(fieldsOf(lock)), ...reserved].toSorted((a, b) => a - b), [...given.values()].toSorted((a, b) => a - b));
        assert.equal(new Set(given.values()).size, given.size, 'no number was given twice');
      }
    }));
  });

  test('a contract that went keeps its numbers for its return', () => {
    const first = lockOf({ contracts: [contract(objectOf(['a', 'b']))] });
    const without = lockOf({ contracts: [] }, first);
    assert.equal(without.contracts['seats.book@1']?.removed, true);
    assert.deepEqual(fieldsOf(lockOf({ contracts: [contract(objectOf(['b', 'a']))] }, without)), fieldsOf(first));
    assert.equal(contractsOfLock(without).size, 0);
  });

  test('the numbers that protobuf keeps for itself are left out', () => {
    const before = lockOf({ contracts: [contract(objectOf(['a']))] });
    const late = { ...before, contracts: { 'seats.book@1': { ...before.contracts['seats.book@1'], fields: { '/input/properties/a': 18_999 } } } } as typeof before;
    assert.deepEqual(fieldsOf(lockOf({ contracts: [contract(objectOf(['a', 'b']))] }, late)), { '/input/properties/a': 18_999, '/input/properties/b': 20_000 });
  });

  test('what was locked is no different from the map it came from, and the text is stable', () => {
    fc.assert(fc.property(schemas, (schema) => {
      const map = { contracts: [contract(schema, { effect: 'write', idempotent: false, shape: 'unary', errors: { full: { category: 'conflict', description: 'Full.', schema } } })], links: [] };
      const lock = readLock(lockText(lockOf(map)), 'the lock');
      assert.deepEqual(diffContracts(contractsOfLock(lock), contractsOfMap(map)), []);
      assert.equal(lockText(lockOf(map, lock)), lockText(lock));
    }));
  });

  test('a damaged file is refused', () => {
    for (const text of ['', '{}', '{"isthmus":2,"contracts":{}}', '{"isthmus":1,"contracts":{"a@1":{}}}', '{"isthmus":1,"contracts":{"a@1":{"schemas":{},"fields":{"/x":0},"reserved":{},"types":{}}}}'])
      assert.equal(codeOf(() => readLock(text, 'it')), 'LOCK_FILE_INVALID', text);
  });
});
