import { mapVersion } from '../kernel/map.ts';
import { needFields } from '../kernel/needs.ts';
import { groupSchema } from '../kernel/options.ts';
import { policyFields } from '../kernel/policies.ts';
import type { JsonSchema } from '../kernel/schema.ts';

const text = { type: 'string', maxLength: 1_000 };
const support = { enum: ['native', 'emulated', 'refused'] };
const closed = (properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const party = closed({
  name: text,
  kind: { enum: ['service', 'browser', 'phone', 'partner', 'device', 'person', 'external-service'] },
  description: text,
});

const contract = closed(
  {
    kind: { enum: ['operation', 'event', 'dataset'] },
    name: text,
    version: { type: 'integer', minimum: 1 },
    summary: text,
    schemas: { type: 'object', additionalProperties: { type: 'object' } },
    effect: { enum: ['read', 'write'] },
    idempotent: { type: 'boolean' },
    shape: { enum: ['unary', 'input-stream', 'output-stream', 'both-stream'] },
    key: { anyOf: [text, listOf(text)] },
    errors: { type: 'object', additionalProperties: closed({ category: text, description: text, schema: { type: 'object' } }, ['schema']) },
  },
  ['effect', 'idempotent', 'shape', 'key', 'errors'],
);

const link = closed(
  {
    name: text,
    from: text,
    to: { ...listOf(text), minItems: 1 },
    contract: { ...text, description: 'name@version' },
    method: text,
    options: { type: 'object' },
    engine: text,
    needs: groupSchema(needFields),
    policies: groupSchema(policyFields),
    accepted: { type: 'object', additionalProperties: text, description: 'Accepted findings of the advisor: rule and reason.' },
  },
  ['engine'],
);

/** The published JSON Schema of the map. Times are milliseconds, sizes bytes, rates per second. */
export const mapSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:isthmus:map:1',
  title: 'The map of an Isthmus app',
  description: 'All links of an app as plain data. Times are milliseconds, sizes bytes, rates per second.',
  ...closed({
    isthmus: { const: mapVersion },
    name: text,
    parties: listOf(party),
    contracts: listOf(contract),
    engines: listOf(closed({ name: text, kind: text, capabilities: { type: 'object', additionalProperties: support } })),
    links: listOf(link),
  }),
};
