import type { JsonSchema } from '../../../kernel/schema.ts';

/** A schema as GraphQL sees it: one of a few kinds, with null set apart. */
export type Shape = { readonly nullable: boolean } & (
  | { readonly kind: 'scalar'; readonly scalar: 'Int' | 'Long' | 'Float' | 'String' | 'Boolean' | 'DateTime' | 'Date' | 'Json' }
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly name: string | undefined; readonly schema: JsonSchema }
  | { readonly kind: 'list'; readonly items: JsonSchema }
  | { readonly kind: 'object'; readonly name: string | undefined; readonly schema: JsonSchema }
  | { readonly kind: 'union'; readonly members: readonly JsonSchema[]; readonly by: string; readonly name: string | undefined; readonly schema: JsonSchema }
);

type Schemas = readonly JsonSchema[];
const int32 = 2 ** 31;

/** Follows references within a document, and says under which name the schema is known there. */
export function resolveReference(schema: JsonSchema, document: JsonSchema): { readonly schema: JsonSchema; readonly name: string | undefined } {
  let current = schema;
  let name: string | undefined;
  for (let step = 0; step < 20 && typeof current['$ref'] === 'string'; step += 1) {
    const keys = current['$ref'].split('/').slice(1).map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.at(-1);
    if (last !== undefined && !last.startsWith('__')) name = last;
    current = keys.reduce<JsonSchema>((at, key) => (at[key] ?? {}) as JsonSchema, document);
  }
  return { schema: current, name: (current['title'] ?? current['id'] ?? name) as string | undefined };
}

/** What a schema becomes; docs/graphql.md has the table. */
export function shapeOfSchema(given: JsonSchema, document: JsonSchema): Shape {
  const { schema, name } = resolveReference(given, document);
  const whole = onlyOne(schema);
  if (whole !== schema) return { ...shapeOfSchema(whole, document) };
  const union = (schema['anyOf'] ?? schema['oneOf']) as Schemas | undefined;
  if (union !== undefined) return unionShape(union, name, schema, document);
  const { types, nullable } = typesOf(schema);
  const [type] = types;
  if (types.length !== 1) return { kind: 'scalar', scalar: 'Json', nullable: types.length === 0 || nullable };
  return { ...plainShape(type ?? '', name, schema), nullable };
}

const onlyOne = (schema: JsonSchema): JsonSchema => {
  const all = schema['allOf'] as Schemas | undefined;
  return all?.length === 1 && schema['type'] === undefined && all[0] !== undefined ? all[0] : schema;
};

function typesOf(schema: JsonSchema): { readonly types: readonly string[]; readonly nullable: boolean } {
  const values = (schema['enum'] ?? ('const' in schema ? [schema['const']] : undefined)) as readonly unknown[] | undefined;
  const given = schema['type'] ?? Array.from(new Set((values ?? []).map((value) => (value === null ? 'null' : typeof value))));
  const all = (Array.isArray(given) ? given : [given]) as readonly string[];
  return { types: all.filter((type) => type !== 'null'), nullable: all.includes('null') };
}

function plainShape(type: string, name: string | undefined, schema: JsonSchema): Shape {
  const nullable = false;
  if (type === 'boolean') return { kind: 'scalar', scalar: 'Boolean', nullable };
  if (type === 'number') return { kind: 'scalar', scalar: 'Float', nullable };
  if (type === 'integer') return { kind: 'scalar', scalar: fitsInt(schema) ? 'Int' : 'Long', nullable };
  if (type === 'string') return textShape(name, schema);
  if (type === 'array' && schema['items'] !== undefined && schema['prefixItems'] === undefined && typeof schema['items'] === 'object') return { kind: 'list', items: schema['items'] as JsonSchema, nullable };
  if (type === 'object' && Object.keys((schema['properties'] ?? {}) as object).length > 0) return { kind: 'object', name, schema, nullable };
  return { kind: 'scalar', scalar: 'Json', nullable };
}

function fitsInt(schema: JsonSchema): boolean {
  const minimum = (schema['minimum'] ?? schema['exclusiveMinimum']) as number | undefined;
  const maximum = (schema['maximum'] ?? schema['exclusiveMaximum']) as number | undefined;
  return minimum !== undefined && maximum !== undefined && minimum >= -int32 && maximum < int32;
}

function textShape(name: string | undefined, schema: JsonSchema): Shape {
  const values = schema['enum'] as readonly string[] | undefined;
  if (values !== undefined && values.every((value) => typeof value === 'string')) return { kind: 'enum', values, name, schema, nullable: false };
  const scalar = schema['format'] === 'date-time' ? 'DateTime' : schema['format'] === 'date' ? 'Date' : 'String';
  return { kind: 'scalar', scalar, nullable: false };
}

function unionShape(all: Schemas, name: string | undefined, schema: JsonSchema, document: JsonSchema): Shape {
  const members = all.filter((member) => !(member['type'] === 'null' || member['const'] === null));
  const nullable = members.length < all.length;
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    const shape = shapeOfSchema(only, document);
    return { ...shape, nullable: nullable || shape.nullable };
  }
  const by = discriminator(members, document);
  return by === undefined ? { kind: 'scalar', scalar: 'Json', nullable } : { kind: 'union', members, by, name, schema, nullable };
}

/** The property whose constant tells objects apart. */
function discriminator(members: Schemas, document: JsonSchema): string | undefined {
  const properties = members.map((member) => (resolveReference(member, document).schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>);
  const [first] = properties;
  return Object.keys(first ?? {}).find((name) => {
    const values = properties.map((each) => each[name]?.['const']);
    return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
  });
}
