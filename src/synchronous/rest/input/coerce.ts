import type { JsonSchema } from '../../../kernel/schema.ts';

/** Turns the text of a parameter into what its schema asks for; text that does not fit stays text, and the contract refuses it. */
export type Coerce = (text: string) => unknown;

const integerPattern = /^-?(?:0|[1-9]\d{0,15})$/;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const asText: Coerce = (text) => text;
const asBoolean: Coerce = (text) => (text === 'true' ? true : text === 'false' ? false : text);
const asInteger: Coerce = (text) => (integerPattern.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text);
const asNumber: Coerce = (text) => (numberPattern.test(text) && Number.isFinite(Number(text)) ? Number(text) : text);
const byType: Readonly<Record<string, Coerce>> = { string: asText, boolean: asBoolean, integer: asInteger, number: asNumber };

/** How a parameter is read; `undefined` where its schema (an object, say) has no place in an address. */
export interface ParameterKind {
  readonly coerce: Coerce;
  /** Repeated names become a list. */
  readonly many: boolean;
}

/** The kind of a parameter, by its JSON Schema. `root` resolves local references. */
export function parameterKind(schema: JsonSchema, root: JsonSchema): ParameterKind | undefined {
  const types = typesOf(schema, root);
  if (types.has('object')) return undefined;
  if (!types.has('array')) return { coerce: coerceOf(types), many: false };
  if ([...types].some((type) => type !== 'array' && type !== 'null')) return undefined;
  const items = typesOf((resolve(schema, root)['items'] ?? {}) as JsonSchema, root);
  return items.has('object') || items.has('array') ? undefined : { coerce: coerceOf(items), many: true };
}

/** Where text is allowed too, only what is no text to the schema's other types is turned: a union takes the first that fits. */
function coerceOf(types: ReadonlySet<string>): Coerce {
  const readers = ['boolean', types.has('number') ? 'number' : 'integer'].filter((type) => types.has(type)).map((type) => byType[type] ?? asText);
  const [first, second] = readers;
  if (first === undefined || types.has('string')) return asText;
  return second === undefined ? first : (text) => (text === 'true' || text === 'false' ? first(text) : second(text));
}

/** Follows local references (`#/$defs/…`). */
export function resolve(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#') || depth > 16) return schema;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').filter((each) => each !== ''))
    found = (found as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  return typeof found === 'object' && found !== null ? resolve(found as JsonSchema, root, depth + 1) : schema;
}

/** The JSON types that a schema allows; `string` where it says nothing. */
function typesOf(given: JsonSchema, root: JsonSchema, depth = 0): ReadonlySet<string> {
  const schema = resolve(given, root);
  const { type, enum: values, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.map(String));
  if ('const' in schema) return new Set([typeOf(schema['const'])]);
  if (Array.isArray(values)) return new Set(values.map(typeOf));
  const parts = [anyOf, oneOf, allOf].find(Array.isArray) as readonly JsonSchema[] | undefined;
  if (parts === undefined || depth > 8) return new Set(['string']);
  return new Set(parts.flatMap((part) => [...typesOf(part, root, depth + 1)]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}
