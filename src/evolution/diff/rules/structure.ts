import type { JsonSchema } from '../../../kernel/schema.ts';
import { breaks } from '../rule.ts';
import type { SchemaPair, SchemaRule } from '../rule.ts';

const lengthOf = (schema: JsonSchema): number => (Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : -1);
const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;
/** Schemas of what is not named one by one; `true` and absence are the same. */
const open = (schema: JsonSchema, keyword: string): unknown => (schema[keyword] === true ? undefined : schema[keyword]);
const keywords = ['items', 'additionalProperties'] as const;
const changed = (test: (before: unknown, after: unknown) => boolean) => ({ before, after }: SchemaPair) =>
  keywords.filter((keyword) => test(open(before, keyword), open(after, keyword))).map((keyword) => ({ at: `/${keyword}`, what: `${keyword} changed: what is not named one by one` }));

/** Changes of lists, tuples and maps. */
export const structureRules: readonly SchemaRule[] = [
  {
    id: 'tuple-length-changed', breaks: breaks.everybody, fix: 'Keep the length, or raise the version.',
    find: ({ before, after }) => (lengthOf(before) === lengthOf(after) ? [] : [{ at: '/prefixItems', what: 'the list has another number of places' }]),
  },
  {
    id: 'rest-restricted', breaks: breaks.senders, fix: 'Go on taking everything there, or raise the version.',
    find: changed((before, after) => before === undefined && isSchema(after)),
  },
  {
    id: 'rest-opened', breaks: breaks.readers, fix: 'Go on sending what the old schema allows, or raise the version.',
    find: changed((before, after) => isSchema(before) && after === undefined),
  },
  {
    id: 'rest-forbidden', breaks: breaks.everybody, fix: 'Go on taking what was allowed there, or raise the version.',
    find: changed((before, after) => isSchema(before) && after === false),
  },
  {
    id: 'rest-allowed', breaks: breaks.nobody, fix: 'Nothing: nothing stood there before.',
    find: changed((before, after) => before === false && isSchema(after)),
  },
  {
    id: 'rest-closed', breaks: { input: ['json'], output: [] }, fix: 'Leave it open, or raise the version: old senders may send more than is named.',
    find: changed((before, after) => before === undefined && after === false),
  },
  {
    id: 'rest-let-through', breaks: breaks.nobody, fix: 'Nothing: readers pass over what they don\'t know.',
    find: changed((before, after) => before === false && after === undefined),
  },
];
