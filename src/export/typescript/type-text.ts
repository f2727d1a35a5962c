import type { JsonSchema } from '../../kernel/schema.ts';

/** Names of types by reference: `#/$defs/Seat` → `BookingsCreateInputSeat`. */
export type TypeNames = (reference: string) => string;

type Write = (schema: JsonSchema, names: TypeNames, indent: string) => string;

/** The TypeScript type of what a JSON Schema allows. What TypeScript can't say (formats, bounds) is left out. */
export const typeText: Write = (schema, names, indent) => {
  const { $ref, enum: values, anyOf, oneOf, allOf, type } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return names($ref);
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(values)) return values.length === 0 ? 'never' : values.map(literal).join(' | ');
  const union = [anyOf, oneOf].find(Array.isArray) as readonly JsonSchema[] | undefined;
  if (union !== undefined) return joined(union.map((each) => typeText(each, names, indent)), ' | ');
  if (Array.isArray(allOf)) return joined((allOf as readonly JsonSchema[]).map((each) => `(${typeText(each, names, indent)})`), ' & ');
  if (Array.isArray(type)) return joined(type.map((each: string) => typeText({ ...schema, type: each }, names, indent)), ' | ');
  return (byType[String(type)] ?? (() => 'unknown'))(schema, names, indent);
};

const joined = (parts: readonly string[], by: string): string => [...new Set(parts)].join(by);
/** A value as a type; null and undefined have no other text. */
const literal = (value: unknown): string => JSON.stringify(value) ?? 'unknown';

const byType: Readonly<Record<string, Write>> = {
  string: () => 'string', integer: () => 'number', number: () => 'number', boolean: () => 'boolean', null: () => 'null', object: objectText, array: arrayText,
};

function arrayText(schema: JsonSchema, names: TypeNames, indent: string): string {
  const { items, prefixItems } = schema as { readonly items?: JsonSchema | boolean; readonly prefixItems?: readonly JsonSchema[] };
  const rest = typeof items === 'object' ? typeText(items, names, indent) : 'unknown';
  if (prefixItems === undefined) return `ReadonlyArray<${rest}>`;
  const places = prefixItems.map((each) => typeText(each, names, indent));
  return `readonly [${[...places, ...(items === false ? [] : [`...${rest === 'unknown' ? 'unknown[]' : `Array<${rest}>`}`])].join(', ')}]`;
}

function objectText(schema: JsonSchema, names: TypeNames, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema as { readonly properties?: Readonly<Record<string, JsonSchema>>; readonly required?: readonly string[]; readonly additionalProperties?: JsonSchema | boolean };
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, each]) => `${comment(each, inner)}${inner}readonly ${propertyName(name)}${required.includes(name) ? '' : '?'}: ${typeText(each, names, inner)};\n`);
  if (lines.length === 0) return `Readonly<Record<string, ${typeof additionalProperties === 'object' ? typeText(additionalProperties, names, indent) : 'unknown'}>>`;
  const open = typeof additionalProperties === 'object' || additionalProperties === true ? `${inner}readonly [name: string]: unknown;\n` : '';
  return `{\n${lines.join('')}${open}${indent}}`;
}

export const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** A doc comment of a description, which must not end it. */
export function comment({ description }: { readonly description?: unknown }, indent: string): string {
  return typeof description === 'string' && description !== '' ? `${indent}/** ${description.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n` : '';
}
