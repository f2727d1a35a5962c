import { nearest } from '../../kernel/nearest.ts';
import { show } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';
import type { JsonSchema } from '../../kernel/schema.ts';

/** What does not fit a JSON Schema of the few words that the map's schema uses. https://json-schema.org/draft/2020-12 */
export function schemaFaults(schema: JsonSchema, value: unknown, path = ''): readonly Fault[] {
  const either = schema['anyOf'] as readonly JsonSchema[] | undefined;
  if (either !== undefined && !either.some((each) => schemaFaults(each, value, path).length === 0)) return [{ path, message: `must be ${either.map(({ type }) => String(type)).join(' or ')}, not ${show(value)}` }];
  if (Object.hasOwn(schema, 'const') && value !== schema['const']) return [{ path, message: `must be ${show(schema['const'])}, not ${show(value)}` }];
  const words = schema['enum'] as readonly unknown[] | undefined;
  if (words !== undefined && !words.includes(value)) return [{ path, message: `must be one of ${words.map(show).join(', ')}, not ${show(value)}` }];
  const type = schema['type'];
  if (type !== undefined && !isOfType(type, value)) return [{ path, message: `must be ${named(type)}, not ${show(value)}` }];
  if (Array.isArray(value)) return itemFaults(schema, value, path);
  if (typeof value === 'object' && value !== null) return propertyFaults(schema, value as Readonly<Record<string, unknown>>, path);
  return boundFaults(schema, value, path);
}

function isOfType(type: unknown, value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

const named = (type: unknown): string => (type === 'integer' ? 'a whole number' : type === 'string' ? 'text' : /^[ao]/.test(String(type)) ? `an ${String(type)}` : `a ${String(type)}`);

function itemFaults(schema: JsonSchema, items: readonly unknown[], path: string): readonly Fault[] {
  const { minItems, maxItems } = schema as { readonly minItems?: number; readonly maxItems?: number };
  if (items.length < (minItems ?? 0) || items.length > (maxItems ?? Infinity)) return [{ path, message: `must have ${minItems ?? 0} to ${maxItems ?? 'any number of'} items, not ${items.length}` }];
  const each = schema['items'] as JsonSchema | undefined;
  return each === undefined ? [] : items.flatMap((item, index) => schemaFaults(each, item, `${path}[${index}]`));
}

function propertyFaults(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: string): readonly Fault[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const missing = ((schema['required'] ?? []) as readonly string[]).filter((name) => !Object.hasOwn(value, name));
  const other = schema['additionalProperties'] as JsonSchema | boolean | undefined;
  const faults = Object.entries(value).flatMap(([name, each]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own !== undefined) return schemaFaults(own, each, join(path, name));
    if (other === false) return [{ path: join(path, name), message: unknown(name, Object.keys(properties)) }];
    return typeof other === 'object' ? schemaFaults(other, each, join(path, name)) : [];
  });
  return [...missing.map((name) => ({ path: join(path, name), message: 'is required' })), ...faults];
}

function unknown(name: string, properties: readonly string[]): string {
  const near = nearest(name, properties);
  return near === undefined ? 'is not known' : `is not known; did you mean "${near}"?`;
}

function boundFaults(schema: JsonSchema, value: unknown, path: string): readonly Fault[] {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = schema as { readonly minimum?: number; readonly maximum?: number; readonly minLength?: number; readonly maxLength?: number };
  if (typeof value === 'number' && (value < minimum || value > maximum)) return [{ path, message: `must be ${minimum} to ${maximum}, not ${value}` }];
  if (typeof value === 'string' && (value.length < minLength || value.length > maxLength)) return [{ path, message: `must be text of ${minLength} to ${maxLength} characters` }];
  return [];
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
