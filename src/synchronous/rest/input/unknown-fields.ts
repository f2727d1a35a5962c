import type { JsonSchema } from '../../../kernel/schema.ts';
import { resolve } from './coerce.ts';

/** A field that the contract does not know. */
export interface UnknownField {
  readonly pointer: string;
  readonly message: string;
}

/** Collects the unknown fields of a value. */
export type UnknownFields = (value: unknown, pointer: string, found: UnknownField[]) => void;

/**
 * Makes the check that refuses fields a schema does not name, at every depth that plain objects and lists reach.
 * Validators drop such fields in silence; a field that is dropped is a field whose meaning was lost. An object
 * that allows more (`additionalProperties`) or is put together (`anyOf`, `allOf`, …) is left to its validator.
 */
export function unknownFields(given: JsonSchema, root: JsonSchema, made = new Map<JsonSchema, { check: UnknownFields | undefined }>()): UnknownFields | undefined {
  const schema = resolve(given, root);
  const known = made.get(schema);
  if (known !== undefined) return (value, pointer, found) => known.check?.(value, pointer, found);
  const slot: { check: UnknownFields | undefined } = { check: undefined };
  made.set(schema, slot);
  slot.check = checkOf(schema, root, made);
  return slot.check;
}

function checkOf(schema: JsonSchema, root: JsonSchema, made: Map<JsonSchema, { check: UnknownFields | undefined }>): UnknownFields | undefined {
  const { type, items, properties, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'array' && isSchema(items)) return listCheck(unknownFields(items, root, made));
  const closed = additionalProperties === undefined || additionalProperties === false;
  if (type !== 'object' || !isSchema(properties) || !closed || ['allOf', 'anyOf', 'oneOf', 'patternProperties', 'if'].some((word) => word in schema)) return undefined;
  const names = Object.entries(properties).map(([name, each]) => [name, isSchema(each) ? unknownFields(each, root, made) : undefined] as const);
  return objectCheck(new Map(names));
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value);

function listCheck(item: UnknownFields | undefined): UnknownFields | undefined {
  if (item === undefined) return undefined;
  return (value, pointer, found) => {
    if (Array.isArray(value)) value.forEach((each, index) => item(each, `${pointer}/${index}`, found));
  };
}

function objectCheck(names: ReadonlyMap<string, UnknownFields | undefined>): UnknownFields {
  return (value, pointer, found) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const name in value) {
      const below = names.get(name);
      if (below !== undefined) below((value as Record<string, unknown>)[name], `${pointer}/${name}`, found);
      else if (!names.has(name)) found.push({ pointer: `${pointer}/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`, message: 'is not a field of the contract' });
    }
  };
}
