import fc from 'fast-check';
import type { JsonSchema } from 'isthmus';

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.constant({ type: 'integer' }),
  fc.constant({ type: 'number' }),
  fc.record({ type: fc.constant('string'), maxLength: fc.constantFrom(5, 9), format: fc.constantFrom('date', 'time') }, { requiredKeys: ['type'] }),
  fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((values) => ({ type: 'string', enum: values })),
  fc.constant({ anyOf: [{ type: 'integer' }, { type: 'null' }] }),
);

/** Small schemas of few names, so that two of them are often near each other. */
export const schemas: fc.Arbitrary<JsonSchema> = fc.record({ a: leaf, b: leaf }, { requiredKeys: [] }).chain((properties) =>
  fc.subarray(Object.keys(properties)).map((required) => ({ type: 'object', properties, ...(required.length === 0 ? {} : { required }) })));

/** The same with one property, so that two of them are nearer still. */
export const nearSchemas: fc.Arbitrary<JsonSchema> = fc.tuple(leaf, fc.boolean()).map(([a, required]) => ({ type: 'object', properties: { a }, required: required ? ['a'] : [] }));
