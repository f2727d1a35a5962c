import { canonicalJson } from '../../../kernel/json.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { breaks, shown } from '../rule.ts';
import type { Found, SchemaPair, SchemaRule } from '../rule.ts';

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'];

const bound = (schema: JsonSchema, keyword: string, absent: number): number => (typeof schema[keyword] === 'number' ? schema[keyword] : absent);
const moved = (keyword: string, { before, after }: SchemaPair): Found => ({ what: `${keyword} was ${shown(before[keyword])} and is ${shown(after[keyword])}` });

function* boundsMoved(pair: SchemaPair, tighter: boolean): Generator<Found> {
  const sign = tighter ? 1 : -1;
  for (const keyword of lower) if (sign * (bound(pair.after, keyword, -Infinity) - bound(pair.before, keyword, -Infinity)) > 0) yield moved(keyword, pair);
  for (const keyword of upper) if (sign * (bound(pair.before, keyword, Infinity) - bound(pair.after, keyword, Infinity)) > 0) yield moved(keyword, pair);
}

/** Limits of size and number. */
export const boundRules: readonly SchemaRule[] = [
  { id: 'bound-tightened', breaks: breaks.senders, fix: 'Keep the old limit, or raise the version: what old senders send may be refused.', find: (pair) => boundsMoved(pair, true) },
  { id: 'bound-loosened', breaks: breaks.checkingReaders, fix: 'Go on sending within the old limit, or raise the version: old readers that check it refuse more.', find: (pair) => boundsMoved(pair, false) },
];

/** Keywords that restrict a value and can't be put in order: only their presence tells. */
const restrictions = ['format', 'pattern', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'];
const given = (schema: JsonSchema, keyword: string): unknown => (schema[keyword] === false ? undefined : schema[keyword]);
const restricted = (test: (before: unknown, after: unknown) => boolean) => (pair: SchemaPair): readonly Found[] =>
  restrictions.filter((keyword) => test(given(pair.before, keyword), given(pair.after, keyword))).map((keyword) => moved(keyword, pair));

/** Formats and patterns. */
export const restrictionRules: readonly SchemaRule[] = [
  {
    id: 'restriction-added', breaks: breaks.senders, fix: 'Leave it out, or raise the version: what old senders send may be refused.',
    find: restricted((before, after) => before === undefined && after !== undefined),
  },
  {
    id: 'restriction-removed', breaks: breaks.checkingReaders, fix: 'Go on sending what fits it, or raise the version: old readers count on it.',
    find: restricted((before, after) => before !== undefined && after === undefined),
  },
  {
    id: 'restriction-changed', breaks: breaks.everybody, fix: 'Keep it, or raise the version.',
    find: restricted((before, after) => before !== undefined && after !== undefined && before !== after),
  },
];

/** Keywords whose meaning is not weighed: any difference counts. */
const unweighed = ['allOf', 'not', 'if', 'then', 'else', 'contains', 'patternProperties', 'propertyNames', 'dependentSchemas', 'dependentRequired', 'unevaluatedProperties', 'unevaluatedItems'];

export const unweighedRules: readonly SchemaRule[] = [
  {
    id: 'keyword-changed', breaks: breaks.everybody, fix: 'Keep it, or raise the version: what the change means for others can\'t be told from the schema.',
    find: ({ before, after }) => unweighed.filter((keyword) => canonicalJson({ value: before[keyword] }) !== canonicalJson({ value: after[keyword] })).map((keyword) => ({ at: `/${keyword}`, what: `${keyword} changed` })),
  },
];
