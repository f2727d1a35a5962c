import { resolve } from '../input/coerce.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { patternExample } from './pattern-example.ts';

const formats: Readonly<Record<string, string>> = {
  'date-time': '2001-01-15T08:30:00Z', date: '2001-01-15', time: '08:30:00Z', duration: 'PT1H', email: 'ada@example.com', hostname: 'example.com',
  ipv4: '192.0.2.1', ipv6: '2001:db8::1', uri: 'https://example.com/', url: 'https://example.com/', uuid: '6ba7b810-9dad-41d1-80b4-00c04fd430c8', byte: 'aGVsbG8=',
};

/** A value that shows what a schema means: its own examples, its default, or one made up by its type. */
export function exampleOf(given: JsonSchema, root: JsonSchema = given, depth = 0): unknown {
  const schema = resolve(given, root);
  const { examples, example, default: fallback, const: only, enum: values, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
  const said = Array.isArray(examples) ? examples[0] : (example ?? fallback ?? only ?? (Array.isArray(values) ? values[0] : undefined));
  if (said !== undefined || depth > 6) return said ?? null;
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((each: JsonSchema) => exampleOf(each, root, depth + 1)));
  const union = [anyOf, oneOf].find(Array.isArray) as readonly JsonSchema[] | undefined;
  return union === undefined ? byType(schema, root, depth) : exampleOf(union[0] ?? {}, root, depth + 1);
}

function byType(schema: JsonSchema, root: JsonSchema, depth: number): unknown {
  const type = Array.isArray(schema['type']) ? schema['type'].find((each) => each !== 'null') : schema['type'];
  switch (type) {
    case 'object':
      return objectExample(schema, root, depth);
    case 'array':
      return [exampleOf((schema['items'] ?? {}) as JsonSchema, root, depth + 1)];
    case 'integer':
    case 'number':
      return numberExample(schema);
    case 'boolean':
      return true;
    case 'string':
      return textExample(schema);
    default:
      return null;
  }
}

function objectExample(schema: JsonSchema, root: JsonSchema, depth: number): object {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const required = (schema['required'] ?? []) as readonly string[];
  const shown = properties.filter(([name, each]) => required.includes(name) || !isRiddle(resolve(each, root)));
  return Object.fromEntries(shown.map(([name, each]) => [name, exampleOf(each, root, depth + 1)]));
}

/** A text for which no example can be made up. */
function isRiddle({ pattern, format, examples, example, default: fallback }: JsonSchema): boolean {
  const said = examples ?? example ?? fallback;
  const known = typeof format === 'string' && Object.hasOwn(formats, format);
  return said === undefined && !known && typeof pattern === 'string' && patternExample(pattern) === undefined;
}

function numberExample({ minimum, exclusiveMinimum, maximum }: JsonSchema): number {
  const least = typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : undefined;
  if (least !== undefined && Math.abs(least) < 1e9) return least;
  return typeof maximum === 'number' && maximum < 1 ? maximum : 1;
}

function textExample({ format, pattern, minLength, maxLength }: JsonSchema): string {
  const known = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (known !== undefined) return known;
  const fitting = typeof pattern === 'string' ? patternExample(pattern) : undefined;
  if (fitting !== undefined) return fitting;
  const text = 'text'.padEnd(typeof minLength === 'number' ? Math.min(minLength, 64) : 0, 'x');
  return typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
}
