import type { JsonSchema } from '../../../kernel/schema.ts';
import { breaks } from '../rule.ts';
import type { SchemaPair, SchemaRule } from '../rule.ts';

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, unknown>> => (schema['properties'] ?? {}) as Readonly<Record<string, unknown>>;
const isRequired = (schema: JsonSchema, name: string): boolean => ((schema['required'] ?? []) as readonly string[]).includes(name);
const at = (name: string): string => `/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const added = ({ before, after }: SchemaPair) => Object.keys(propertiesOf(after)).filter((name) => !Object.hasOwn(propertiesOf(before), name));
const kept = ({ before, after }: SchemaPair) => Object.keys(propertiesOf(after)).filter((name) => Object.hasOwn(propertiesOf(before), name));

/** Changes of an object's properties. */
export const propertyRules: readonly SchemaRule[] = [
  {
    id: 'property-added', breaks: breaks.nobody, fix: 'Nothing: who does not know it leaves it out or passes over it.',
    find: (pair) => added(pair).filter((name) => !isRequired(pair.after, name)).map((name) => ({ at: at(name), what: `"${name}" is new and optional` })),
  },
  {
    id: 'required-property-added', breaks: breaks.senders, fix: 'Make it optional or give it a default, or raise the version: old senders don\'t know it.',
    find: (pair) => added(pair).filter((name) => isRequired(pair.after, name)).map((name) => ({ at: at(name), what: `"${name}" is new and always there` })),
  },
  {
    id: 'property-removed', breaks: breaks.everybody, fix: 'Keep it until nobody sends or reads it, or raise the version.',
    find: ({ before, after }) => added({ before: after, after: before }).map((name) => ({ at: at(name), what: `"${name}" is gone` })),
  },
  {
    id: 'property-became-required', breaks: breaks.senders, fix: 'Leave it optional, or raise the version: old senders may leave it out.',
    find: (pair) => kept(pair).filter((name) => !isRequired(pair.before, name) && isRequired(pair.after, name)).map((name) => ({ at: at(name), what: `"${name}" was optional and must be given now` })),
  },
  {
    id: 'property-became-optional', breaks: { input: [], output: ['json', 'graphql'] }, fix: 'Go on sending it always, or raise the version: old readers count on it.',
    find: (pair) => kept(pair).filter((name) => isRequired(pair.before, name) && !isRequired(pair.after, name)).map((name) => ({ at: at(name), what: `"${name}" was always there and may be missing now` })),
  },
];
