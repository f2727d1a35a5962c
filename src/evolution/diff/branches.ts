import { canonicalJson } from '../../kernel/json.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { typeOf } from './rules/types.ts';

/** Follows local references (`#/$defs/…`). */
export function resolved(schema: unknown, root: JsonSchema, depth = 0): JsonSchema {
  // `true` allows everything, and `false` nothing.
  if (typeof schema !== 'object' || schema === null) return schema === false ? { not: {} } : {};
  const { $ref: reference, ...rest } = schema as Record<string, unknown>;
  if (typeof reference !== 'string' || !reference.startsWith('#') || depth > 32) return schema as JsonSchema;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').filter((each) => each !== '')) found = (found as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  return { ...resolved(found ?? {}, root, depth + 1), ...rest };
}

/** The alternatives of a schema: of a union, of a list of types, or only itself. */
export function branchesOf(given: unknown, root: JsonSchema, depth = 0): readonly JsonSchema[] {
  const schema = resolved(given, root);
  const { anyOf, oneOf, ...rest } = schema as Record<string, unknown>;
  const union = Array.isArray(anyOf) ? anyOf : oneOf;
  if (Array.isArray(union) && depth < 8) return union.flatMap((each) => branchesOf({ ...rest, ...resolved(each, root) }, root, depth + 1));
  if (Array.isArray(schema['type'])) return schema['type'].map((type: unknown) => ({ ...schema, type }));
  return nullApart(schema);
}

/** An enumeration that names null is two alternatives. */
function nullApart(schema: JsonSchema): readonly JsonSchema[] {
  const values = schema['enum'];
  if (!Array.isArray(values) || values.length < 2 || !values.includes(null)) return [schema];
  return [{ ...schema, enum: values.filter((value) => value !== null) }, { type: 'null' }];
}

/** Alternatives that belong together, and those that are alone. */
export interface Paired {
  readonly pairs: ReadonlyArray<readonly [before: JsonSchema, after: JsonSchema]>;
  readonly removed: readonly JsonSchema[];
  readonly added: readonly JsonSchema[];
}

/** Pairs alternatives: the same first, then those of the same kind; a lone one with a lone one. */
export function paired(before: readonly JsonSchema[], after: readonly JsonSchema[]): Paired {
  const pairs: Array<readonly [JsonSchema, JsonSchema]> = [];
  let [old, now] = [[...before], [...after]];
  for (const alike of [canonicalJson, kindOf]) {
    for (const each of [...old]) {
      const match = now.find((other) => alike(other) === alike(each));
      if (match === undefined) continue;
      pairs.push([each, match]);
      old = old.filter((other) => other !== each);
      now = now.filter((other) => other !== match);
    }
  }
  const [lone, other] = [old.filter(isValue), now.filter(isValue)];
  if (lone.length !== 1 || other.length !== 1 || lone[0] === undefined || other[0] === undefined) return { pairs, removed: old, added: now };
  return { pairs: [...pairs, [lone[0], other[0]]], removed: old.filter((each) => !isValue(each)), added: now.filter((each) => !isValue(each)) };
}

export const isNull = (schema: JsonSchema): boolean => typeOf(schema) === 'null';
const isValue = (schema: JsonSchema): boolean => !isNull(schema);

/** The type, and for objects the property that tells them apart. */
function kindOf(schema: JsonSchema): string {
  const type = typeOf(schema);
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>);
  const marks = properties.filter(([, each]) => typeof each === 'object' && 'const' in each).map(([name, each]) => [name, each['const']]);
  return canonicalJson([type === 'integer' ? 'number' : type, type === 'object' ? Object.fromEntries(marks) : undefined]);
}
