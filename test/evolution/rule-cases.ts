import type { JsonSchema } from 'isthmus';

/** A change that a rule tells of, and one beside it that it must not tell of. Without `silent`: the change the other way round. */
export interface RuleCase {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
  readonly silent?: readonly [before: JsonSchema, after: JsonSchema];
}

const object = (properties: object, required: readonly string[] = [], more: object = {}): JsonSchema => ({ type: 'object', properties, required, ...more });
const text = { type: 'string' };
const seat = { seat: text };

/** By the rule's id. */
export const schemaCases: Readonly<Record<string, RuleCase>> = {
  'type-changed': { before: text, after: { type: 'integer' }, silent: [{ type: 'integer' }, { type: 'number' }] },
  'integer-widened': { before: { type: 'integer' }, after: { type: 'number' } },
  'number-narrowed': { before: { type: 'number' }, after: { type: 'integer' } },
  'type-widened': { before: text, after: {} },
  'type-narrowed': { before: {}, after: text },
  'value-added': { before: { enum: ['a'] }, after: { enum: ['a', 'b'] } },
  'value-removed': { before: { enum: ['a', 'b'] }, after: { enum: ['a'] } },
  'values-opened': { before: { type: 'string', enum: ['a'] }, after: text },
  'values-closed': { before: text, after: { type: 'string', const: 'a' } },
  'property-added': { before: object({}), after: object(seat), silent: [object({}), object(seat, ['seat'])] },
  'required-property-added': { before: object({}), after: object(seat, ['seat']), silent: [object({}), object(seat)] },
  'property-removed': { before: object(seat), after: object({}) },
  'property-became-required': { before: object(seat), after: object(seat, ['seat']) },
  'property-became-optional': { before: object(seat, ['seat']), after: object(seat) },
  'tuple-length-changed': { before: { type: 'array', prefixItems: [text] }, after: { type: 'array', prefixItems: [text, text] }, silent: [{ type: 'array', prefixItems: [text] }, { type: 'array', prefixItems: [{ type: 'integer' }] }] },
  'rest-restricted': { before: { type: 'array' }, after: { type: 'array', items: text } },
  'rest-opened': { before: { type: 'array', items: text }, after: { type: 'array', items: true } },
  'rest-forbidden': { before: { type: 'object', additionalProperties: text }, after: { type: 'object', additionalProperties: false } },
  'rest-allowed': { before: { type: 'object', additionalProperties: false }, after: { type: 'object', additionalProperties: text } },
  'rest-closed': { before: object(seat), after: object(seat, [], { additionalProperties: false }) },
  'rest-let-through': { before: object(seat, [], { additionalProperties: false }), after: object(seat) },
  'bound-tightened': { before: { type: 'string', maxLength: 9 }, after: { type: 'string', maxLength: 8 } },
  'bound-loosened': { before: { type: 'integer', minimum: 1 }, after: { type: 'integer' } },
  'restriction-added': { before: text, after: { type: 'string', format: 'date' } },
  'restriction-removed': { before: { type: 'string', pattern: '^a' }, after: text },
  'restriction-changed': { before: { type: 'string', format: 'date' }, after: { type: 'string', format: 'time' }, silent: [text, { type: 'string', format: 'time' }] },
  'keyword-changed': { before: { not: text }, after: { not: { type: 'integer' } }, silent: [{ not: text, title: 'A' }, { not: text, title: 'B' }] },
  'alternative-added': { before: { anyOf: [text] }, after: { anyOf: [text, { type: 'integer' }] } },
  'alternative-removed': { before: { oneOf: [text, { type: 'boolean' }] }, after: text },
  'null-added': { before: text, after: { anyOf: [text, { type: 'null' }] } },
  'null-removed': { before: { type: ['string', 'null'] }, after: text },
};
