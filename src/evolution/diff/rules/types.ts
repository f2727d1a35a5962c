import type { JsonSchema } from '../../../kernel/schema.ts';
import { breaks, shown } from '../rule.ts';
import type { SchemaRule } from '../rule.ts';

const numbers = new Set(['integer', 'number']);

/** The one JSON type of a branch; `any` where it says none. */
export function typeOf(schema: JsonSchema): string {
  const { type } = schema as { readonly type?: unknown };
  if (typeof type === 'string') return type;
  const values = 'const' in schema ? [schema['const']] : Array.isArray(schema['enum']) ? (schema['enum'] as readonly unknown[]) : [];
  const types = new Set(values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)));
  const [only = 'any'] = types;
  return types.size === 1 ? only : 'any';
}

/** Changes of a value's type. */
export const typeRules: readonly SchemaRule[] = [
  {
    id: 'type-changed', breaks: breaks.everybody, fix: 'Add another property with the new type beside it, or raise the version.',
    find({ before, after }) {
      const [old, now] = [typeOf(before), typeOf(after)];
      const differs = old !== now && old !== 'any' && now !== 'any' && !(numbers.has(old) && numbers.has(now));
      return differs ? [{ what: `${old} became ${now}` }] : [];
    },
  },
  {
    // Protobuf writes integers and doubles differently, and so does GraphQL name them.
    id: 'integer-widened', breaks: { input: ['graphql', 'grpc'], output: ['json', 'graphql', 'grpc'] }, fix: 'Go on sending whole numbers, or raise the version: old readers take whole numbers only.',
    find: ({ before, after }) => (typeOf(before) === 'integer' && typeOf(after) === 'number' ? [{ what: 'integer became number' }] : []),
  },
  {
    id: 'number-narrowed', breaks: { input: ['json', 'graphql', 'grpc'], output: ['graphql', 'grpc'] }, fix: 'Go on taking any number, or raise the version.',
    find: ({ before, after }) => (typeOf(before) === 'number' && typeOf(after) === 'integer' ? [{ what: 'number became integer' }] : []),
  },
  {
    id: 'type-widened', breaks: { input: ['graphql', 'grpc'], output: ['json', 'graphql', 'grpc'] }, fix: 'Keep the type, or raise the version: old readers expect it.',
    find: ({ before, after }) => (typeOf(before) !== 'any' && typeOf(after) === 'any' ? [{ what: `${typeOf(before)} became anything` }] : []),
  },
  {
    id: 'type-narrowed', breaks: { input: ['json', 'graphql', 'grpc'], output: ['graphql', 'grpc'] }, fix: 'Go on taking anything, or raise the version.',
    find: ({ before, after }) => (typeOf(before) === 'any' && typeOf(after) !== 'any' ? [{ what: `anything became ${typeOf(after)}` }] : []),
  },
];

const valuesOf = (schema: JsonSchema): readonly string[] | undefined =>
  'const' in schema ? [shown(schema['const'])] : Array.isArray(schema['enum']) ? (schema['enum'] as readonly unknown[]).map(shown) : undefined;

/** Changes of a list of allowed values. */
export const valueRules: readonly SchemaRule[] = [
  {
    id: 'value-added', breaks: breaks.readers, fix: 'Send the new value only to who knows it, or raise the version: old readers meet a value that they don\'t know.',
    find({ before, after }) {
      const [old, now] = [valuesOf(before), valuesOf(after)];
      return old === undefined || now === undefined ? [] : now.filter((value) => !old.includes(value)).map((value) => ({ what: `${value} may come now` }));
    },
  },
  {
    id: 'value-removed', breaks: breaks.senders, fix: 'Go on taking it, or raise the version: old senders still send it.',
    find({ before, after }) {
      const [old, now] = [valuesOf(before), valuesOf(after)];
      return old === undefined || now === undefined ? [] : old.filter((value) => !now.includes(value)).map((value) => ({ what: `${value} is refused now` }));
    },
  },
  {
    // An enumeration is a type of its own in GraphQL and protobuf.
    id: 'values-opened', breaks: { input: ['graphql', 'grpc'], output: ['json', 'graphql', 'grpc'] }, fix: 'Go on sending the listed values only, or raise the version.',
    find: ({ before, after }) => (valuesOf(before) !== undefined && valuesOf(after) === undefined ? [{ what: 'any value may come where only listed ones did' }] : []),
  },
  {
    id: 'values-closed', breaks: { input: ['json', 'graphql', 'grpc'], output: ['graphql', 'grpc'] }, fix: 'Go on taking every value, or raise the version.',
    find: ({ before, after }) => (valuesOf(before) === undefined && valuesOf(after) !== undefined ? [{ what: 'only listed values are taken now' }] : []),
  },
];
