import { canonicalJson } from '../../../kernel/json.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { resolveReference } from './shape.ts';

const ignored = new Set(['$defs', 'definitions', 'title', 'id', '$id', 'default', 'description', 'examples', 'additionalProperties']);

/** What tells two schemas of one name apart; the same whether a part stands in its place or is referred to. */
export function schemaKey(schema: JsonSchema, document: JsonSchema): string {
  return canonicalJson(Object.fromEntries(Object.entries(schema).filter(([name]) => !ignored.has(name)).map(([name, value]) => [name, part(value, document, name === 'properties')])));
}

function part(value: unknown, document: JsonSchema, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => part(each, document, false));
  if (typeof value !== 'object' || value === null) return value;
  if (!names) {
    const { name } = resolveReference(value as JsonSchema, document);
    if (name !== undefined) return { named: name };
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => names || !ignored.has(name)).map(([name, each]) => [name, part(each, document, name === 'properties')]));
}
