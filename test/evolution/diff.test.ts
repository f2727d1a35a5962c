import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import type { JsonSchema } from 'isthmus';
import { everyProtocol } from '../../src/evolution/diff/compared.ts';
import type { ComparedContract, ContractSet } from '../../src/evolution/diff/compared.ts';
import { diffContracts } from '../../src/evolution/diff/diff.ts';
import { schemaRules } from '../../src/evolution/diff/rules/all.ts';
import { contractRules } from '../../src/evolution/diff/rules/contract.ts';
import { unionChanges } from '../../src/evolution/diff/rules/unions.ts';
import { schemaChanges } from '../../src/evolution/diff/schemas.ts';
import { schemaCases } from './rule-cases.ts';
import { nearSchemas, schemas } from './schemas.ts';

const rulesOf = (before: JsonSchema, after: JsonSchema): readonly string[] => schemaChanges(before, after).map(({ rule }) => rule);

describe('Rules about schemas', () => {
  test('each has a case', () => {
    const ids = [...schemaRules.map(({ id }) => id), ...Object.values(unionChanges).map(({ id }) => id)];
    assert.deepEqual(Object.keys(schemaCases).toSorted(), ids.toSorted());
  });
  for (const [id, { before, after, silent = [after, before] as const }] of Object.entries(schemaCases)) {
    test(`${id} fires, and is silent`, () => {
      assert.ok(rulesOf(before, after).includes(id), `${id} is told of; found ${rulesOf(before, after).join(', ')}`);
      assert.ok(!rulesOf(...silent).includes(id), `${id} is not told of beside it`);
    });
  }
});

const operation = (more: Partial<ComparedContract> = {}): ComparedContract => ({
  kind: 'operation', name: 'seats.book', version: 1, schemas: {}, effect: 'read', idempotent: true, shape: 'unary', errors: {}, protocols: everyProtocol, ...more,
});
const conflict = (more: object = {}) => ({ full: { category: 'conflict' as const, ...more } });
const contractCases: Readonly<Record<string, readonly [before: ComparedContract, after: ComparedContract]>> = {
  'kind-changed': [operation(), operation({ kind: 'event' })],
  'effect-became-write': [operation(), operation({ effect: 'write' })],
  'effect-became-read': [operation({ effect: 'write' }), operation()],
  'repeats-became-unsafe': [operation(), operation({ idempotent: false })],
  'repeats-became-safe': [operation({ idempotent: false }), operation()],
  'shape-changed': [operation(), operation({ shape: 'output-stream' })],
  'key-changed': [operation({ key: 'a' }), operation({ key: 'b' })],
  'error-added': [operation(), operation({ errors: conflict() })],
  'error-removed': [operation({ errors: conflict() }), operation()],
  'error-category-changed': [operation({ errors: conflict() }), operation({ errors: { full: { category: 'gone' } } })],
  'error-data-removed': [operation({ errors: conflict({ schema: {} }) }), operation({ errors: conflict() })],
};
const setOf = (...contracts: readonly ComparedContract[]): ContractSet => new Map(contracts.map((each) => [`${each.name}@${each.version}`, each]));

describe('Rules about contracts', () => {
  test('each has a case', () => assert.deepEqual(Object.keys(contractCases).toSorted(), contractRules.map(({ id }) => id).toSorted()));
  for (const [id, [before, after]] of Object.entries(contractCases)) {
    test(`${id} fires, and is silent where nothing changed`, () => {
      assert.ok(diffContracts(setOf(before), setOf(after)).some(({ rule }) => rule === id), 'it is told of');
      assert.deepEqual(diffContracts(setOf(after), setOf(after)), []);
    });
  }
  test('a contract that went, came, or was replaced by a newer version', () => {
    const second = operation({ version: 2 });
    const told = (before: ContractSet, after: ContractSet) => diffContracts(before, after).map(({ rule, breaking }) => [rule, breaking]);
    assert.deepEqual(told(setOf(operation()), setOf()), [['contract-removed', true]]);
    assert.deepEqual(told(setOf(), setOf(operation())), [['contract-added', false]]);
    assert.deepEqual(told(setOf(operation()), setOf(operation(), second)), [['version-added', false]]);
    assert.deepEqual(told(setOf(operation()), setOf(second)), [['version-replaced', true], ['version-added', false]]);
  });
});

describe('Directions and protocols', () => {
  const seat = { type: 'object', properties: { seat: { type: 'string' } } };
  const part = (name: string, schema: JsonSchema, protocols = everyProtocol): ContractSet => setOf(operation({ kind: name === 'data' ? 'event' : 'operation', schemas: { [name]: schema }, protocols }));
  const breaking = (name: string, before: JsonSchema, after: JsonSchema, protocols = everyProtocol): boolean => diffContracts(part(name, before), part(name, after, protocols)).some((change) => change.breaking);

  test('an input may gain an optional field, an output may not lose one', () => {
    assert.equal(breaking('input', { type: 'object', properties: {} }, seat), false);
    assert.equal(breaking('output', seat, { type: 'object', properties: {} }), true);
  });
  test('an input may take more values, an output may not send more; an event goes both ways', () => {
    const [one, two] = [{ enum: ['a'] }, { enum: ['a', 'b'] }];
    assert.deepEqual(['input', 'output', 'data'].map((each) => breaking(each, one, two)), [false, true, true]);
    assert.deepEqual(['input', 'output', 'data'].map((each) => breaking(each, two, one)), [true, false, true]);
  });
  test('a wider number in an input harms only who carries types on the wire', () => {
    assert.equal(breaking('input', { type: 'integer' }, { type: 'number' }, ['json']), false);
    assert.equal(breaking('input', { type: 'integer' }, { type: 'number' }, ['json', 'grpc']), true);
  });
  test('references are followed, and a schema that holds itself ends', () => {
    const tree = (leaf: JsonSchema): JsonSchema => ({ $ref: '#/$defs/Tree', $defs: { Tree: { type: 'object', properties: { leaf, child: { $ref: '#/$defs/Tree' } } } } });
    assert.deepEqual(schemaChanges(tree({ type: 'string' }), tree({ type: 'integer' })).map(({ pointer }) => pointer), ['/properties/leaf']);
    assert.deepEqual(schemaChanges(seat, { $ref: '#/$defs/Seat', $defs: { Seat: seat } }), []);
  });
});

describe('Properties', () => {
  const isSafe = (before: JsonSchema, after: JsonSchema, way: 'input' | 'output'): boolean => schemaChanges(before, after).every(({ breaks }) => breaks[way].length === 0);

  test('identical schemas give no difference', () => {
    fc.assert(fc.property(schemas, (schema) => assert.deepEqual(schemaChanges(schema, structuredClone(schema)), [])));
  });
  test('safe and safe is safe', () => {
    let met = 0;
    fc.assert(
      fc.property(nearSchemas, nearSchemas, nearSchemas, fc.constantFrom('input' as const, 'output' as const), (first, second, third, way) => {
        if (!isSafe(first, second, way) || !isSafe(second, third, way)) return;
        met += 1;
        assert.ok(isSafe(first, third, way), JSON.stringify([way, first, second, third]));
      }),
      { numRuns: 5_000 },
    );
    assert.ok(met > 50, `${met} chains of safe changes were met`);
  });
});
