import { choice, duration, flag, integer, list, size, text } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';

const name = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;

/** Options of a path; its links agree on them. */
export const pathFields = {
  path: text({ description: 'Path of the endpoint.', pattern: /^\/[^\s?#%{}]*$/, maxLength: 500, fallback: '/graphql' }),
  ids: list(text({ description: 'Name of a property.' }), { description: 'Text properties with these names become `ID`.', fallback: ['id'] }),
  introspection: choice(['development', 'on', 'off'], { description: 'Whether clients may read the schema. development: unless NODE_ENV is production.', fallback: 'development' }),
  trusted: list(text({ description: 'A document.', maxLength: 100_000 }), { description: 'The only documents that run, by their text or its SHA-256. Empty: any.', fallback: [] }),
  maxBody: size({ description: 'Largest request, bytes.', fallback: 262_144, maximum: 104_857_600 }),
  maxJsonDepth: integer({ description: 'Deepest nesting of the variables.', fallback: 32, minimum: 1, maximum: 256 }),
  maxTokens: integer({ description: 'Words and signs of a document.', fallback: 2_000, minimum: 10 }),
  maxDepth: integer({ description: 'Deepest nesting of fields.', fallback: 12, minimum: 1 }),
  maxBreadth: integer({ description: 'Fields of one selection, fragments included.', fallback: 100, minimum: 1 }),
  maxAliases: integer({ description: 'Fields under another name, fragments included.', fallback: 30 }),
  maxCost: integer({ description: 'Values that a document may ask for: each field counts 1, times the lengths of the lists around it (a list without a page counts as ten).', fallback: 10_000, minimum: 1 }),
  heartbeat: duration({ description: 'Subscriptions: silence after which a comment is sent, milliseconds.', fallback: 15_000, minimum: 1_000 }),
} as const;

/** Options of one link. */
export const linkFields = {
  field: text({ description: 'Name of the field. Default: the contract\'s name in camel case.', pattern: name }),
  type: text({ description: 'Name of the type of what it answers with (of the items, where it is a list or a page). Default: the title of the schema, else a name after the contract.', pattern: name }),
  root: flag({ description: 'It is a field of Query, Mutation or Subscription. false: only relations lead to it.', fallback: true }),
  scopes: list(text({ description: 'Name of a scope.' }), { description: 'Scopes that the caller must have; with `authenticate` only.', fallback: [] }),
} as const;

export const graphqlFields = { ...pathFields, ...linkFields } as const;

/** Options of `graphql()` as a person writes them, without `authenticate` and `relations`. */
export type GraphqlGiven = Given<typeof graphqlFields>;
/** Options with their defaults. */
export type GraphqlOptions = Values<typeof graphqlFields>;
