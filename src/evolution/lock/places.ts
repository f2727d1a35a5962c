import type { JsonSchema } from '../../kernel/schema.ts';

/** Something in a schema whose members have numbers: an object's properties, or the texts of an enumeration. */
export interface Owner {
  readonly pointer: string;
  /** `properties` or `enum`: what stands between the owner's pointer and a member's name. */
  readonly member: 'properties' | 'enum';
  readonly names: readonly string[];
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The pointer of a member. */
export function memberPointer({ pointer, member }: Pick<Owner, 'pointer' | 'member'>, name: string): string {
  return `${pointer}/${member}/${escaped(name)}`;
}

/** Every place of a schema, itself first, with its pointer. References are not followed: what they point to is a place of its own. */
export function* placesOf(value: unknown, pointer: string): Generator<readonly [pointer: string, schema: JsonSchema]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as JsonSchema];
  for (const [name, each] of Object.entries(value)) {
    if (named.has(name) && typeof each === 'object' && each !== null) for (const [inner, schema] of Object.entries(each)) yield* placesOf(schema, `${pointer}/${name}/${escaped(inner)}`);
    else if (nested.has(name)) yield* Array.isArray(each) ? listed(each, `${pointer}/${name}`) : placesOf(each, `${pointer}/${name}`);
  }
}

/** Keywords that hold schemas by name, and those that hold one or a list (JSON Schema 2020-12, core, section 10). */
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const nested = new Set(['items', 'prefixItems', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']);

function* listed(schemas: readonly unknown[], pointer: string): Generator<readonly [string, JsonSchema]> {
  for (const [index, each] of schemas.entries()) yield* placesOf(each, `${pointer}/${index}`);
}

/** What has numbered members in a schema. */
export function ownersOf(schema: JsonSchema, pointer: string): readonly Owner[] {
  return [...placesOf(schema, pointer)].flatMap(([place, each]) => {
    const { properties, enum: values } = each as { readonly properties?: object; readonly enum?: unknown };
    const texts = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
    return [
      ...(properties === undefined ? [] : [{ pointer: place, member: 'properties' as const, names: Object.keys(properties) }]),
      ...(texts.length === 0 ? [] : [{ pointer: place, member: 'enum' as const, names: texts }]),
    ];
  });
}

/** Names that schemas have: an `$id`, a title, or their place among the definitions. */
export function typesOf(schema: JsonSchema, pointer: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...placesOf(schema, pointer)].flatMap(([place, each]) => {
    const defined = /\/(?:\$defs|definitions)\/([^/]+)$/.exec(place)?.[1];
    const name = [each['$id'], each['id'], each['title'], defined].find((given) => typeof given === 'string');
    return name === undefined ? [] : [[place, name]];
  }));
}
