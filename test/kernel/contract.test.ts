import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { event, operation, shapeOf } from '../../src/kernel/contract.ts';
import { IsthmusError } from '../../src/kernel/error.ts';
import { jsonSchemaOf, requireWireForm } from '../../src/kernel/json-schema.ts';
import { streaming } from '../../src/kernel/schema.ts';
import { validate } from '../../src/kernel/validate.ts';

const schemas = {
  'Zod 4': z.object({ id: z.string(), seats: z.int().min(1).default(1) }),
  Valibot: toStandardJsonSchema(v.object({ id: v.string(), seats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1) })),
  ArkType: type({ id: 'string', seats: 'number.integer >= 1 = 1' }),
};

for (const [name, data] of Object.entries(schemas)) {
  test(`${name}: validates, fills defaults and gives JSON Schema`, () => {
    const booked = event('seats.booked', { data, key: 'id' });
    assert.deepEqual(validate(booked.data, { id: 'a' }, 'It'), { id: 'a', seats: 1 });
    requireWireForm(booked, 'data');
    const schema = jsonSchemaOf(booked, 'data') as { properties: { seats: { type: string; minimum: number } } };
    assert.equal(schema.properties.seats.type, 'integer');
    assert.equal(schema.properties.seats.minimum, 1);
    assert.equal(JSON.stringify(schema).includes('~standard'), false);
  });

  test(`${name}: tells each place that does not fit as a JSON Pointer`, () => {
    assert.throws(() => validate(data, { id: 5, seats: 0 }, 'The data'), (error) => {
      assert.ok(error instanceof IsthmusError && error.code === 'DATA_INVALID');
      const issues = error.details['issues'] as readonly { pointer: string }[];
      assert.deepEqual(issues.map(({ pointer }) => pointer).sort(), ['/id', '/seats']);
      return true;
    });
  });
}

test('a schema without a JSON form is refused with what to use', () => {
  const refused = (data: Parameters<typeof event>[1]['data']) => () => requireWireForm(event('a', { data }), 'data');
  assert.throws(refused(z.object({ at: z.date() })), { code: 'SCHEMA_UNUSABLE' });
  assert.throws(refused(z.object({ at: z.string().transform(Number) })), { code: 'SCHEMA_UNUSABLE' });
  assert.throws(refused(z.object({ at: z.string().pipe(z.transform((x) => x.length)).pipe(z.number()) })), { code: 'SCHEMA_UNUSABLE' });
  assert.throws(refused(v.object({ at: v.string() })), (error: IsthmusError) => error.code === 'SCHEMA_UNUSABLE' && /toStandardJsonSchema/.test(error.fix));
});

test('names, versions and effects are checked', () => {
  const data = z.object({});
  for (const name of ['', '1a', 'a..b', 'a/b', 'a b', '__proto__', 'ä', 'a'.repeat(201)]) assert.throws(() => event(name, { data }), { code: 'NAME_INVALID' }, name);
  for (const version of [0, -1, 1.5, NaN]) assert.throws(() => event('a', { data, version }), { code: 'CONTRACT_INVALID' });
  assert.throws(() => operation('a', { input: data, output: data, effect: 'neither' as 'read' }), { code: 'CONTRACT_INVALID' });
  assert.throws(() => operation('a', { input: {} as typeof data, output: data, effect: 'read' }), { code: 'CONTRACT_INVALID' });
});

test('an operation says how it flows and makes its declared errors', () => {
  const one = z.object({ id: z.string() });
  const book = operation('seats.book', { input: one, output: one, effect: 'write', errors: { 'sold-out': { category: 'conflict', description: 'No seat is left.', data: one } } });
  assert.equal(shapeOf(book), 'unary');
  assert.equal(shapeOf(operation('a', { input: streaming(one), output: streaming(one), effect: 'read' })), 'both-stream');
  const error = book.error('sold-out', 'Row 3 is full.', { id: '3' });
  assert.equal(error.code, 'sold-out');
  assert.equal(error.category, 'conflict');
  assert.deepEqual(error.details['data'], { id: '3' });
  assert.throws(() => book.error('constructor' as 'sold-out', '', { id: '' }), { code: 'CONTRACT_INVALID' });
});
