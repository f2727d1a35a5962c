import { canonicalJson } from '../../../kernel/json.ts';
import type { ComparedContract, Protocol } from '../compared.ts';
import { shown } from '../rule.ts';
import type { Found } from '../rule.ts';

/** A kind of change of a contract beside its schemas. */
export interface ContractRule {
  readonly id: string;
  readonly breaks: readonly Protocol[];
  readonly fix: string;
  find(before: ComparedContract, after: ComparedContract): Iterable<Found>;
}

const all: readonly Protocol[] = ['json', 'graphql', 'grpc'];
const codes = ({ errors }: ComparedContract): readonly string[] => Object.keys(errors ?? {});
const became = (name: string, old: unknown, now: unknown): readonly Found[] => [{ what: `${name} was ${shown(old)} and is ${shown(now)}` }];

/** Effect, repeats, shape, key and errors. */
export const contractRules: readonly ContractRule[] = [
  {
    id: 'kind-changed', breaks: all, fix: 'Give the new contract another name.',
    find: (before, after) => (before.kind === after.kind ? [] : became('the kind', before.kind, after.kind)),
  },
  {
    id: 'effect-became-write', breaks: all, fix: 'Raise the version: who calls it repeats and caches reads.',
    find: (before, after) => (before.effect === 'read' && after.effect === 'write' ? became('the effect', 'read', 'write') : []),
  },
  {
    id: 'effect-became-read', breaks: ['graphql'], fix: 'Where GraphQL carries it, keep the mutation or raise the version: it becomes a query.',
    find: (before, after) => (before.effect === 'write' && after.effect === 'read' ? became('the effect', 'write', 'read') : []),
  },
  {
    id: 'repeats-became-unsafe', breaks: all, fix: 'Keep it idempotent, or raise the version: old callers repeat it after a fault.',
    find: (before, after) => (before.idempotent === true && after.idempotent !== true ? became('idempotent', true, false) : []),
  },
  {
    id: 'repeats-became-safe', breaks: [], fix: 'Nothing: callers may repeat it from now on.',
    find: (before, after) => (before.idempotent === false && after.idempotent === true ? became('idempotent', false, true) : []),
  },
  {
    id: 'shape-changed', breaks: all, fix: 'Give the streaming form another name, or raise the version.',
    find: (before, after) => (before.shape === after.shape ? [] : became('the shape', before.shape, after.shape)),
  },
  {
    id: 'key-changed', breaks: all, fix: 'Raise the version: what is stored keeps its order by the old key.',
    find: (before, after) => (canonicalJson([before.key]) === canonicalJson([after.key]) ? [] : became('the key', before.key, after.key)),
  },
  {
    id: 'error-added', breaks: [], fix: 'Nothing: callers act on the category of a code that they don\'t know.',
    find: (before, after) => codes(after).filter((code) => !codes(before).includes(code)).map((code) => ({ at: `/errors/${code}`, what: `the error "${code}" is new` })),
  },
  {
    // Otherwise it could come back with another meaning.
    id: 'error-removed', breaks: all, fix: 'Keep the code, even where it is not thrown any more, or raise the version: callers name it in their code.',
    find: (before, after) => codes(before).filter((code) => !codes(after).includes(code)).map((code) => ({ at: `/errors/${code}`, what: `the error "${code}" is gone` })),
  },
  {
    id: 'error-category-changed', breaks: all, fix: 'Declare another code for the new category: status and retries follow from it.',
    find: (before, after) => codes(before).flatMap((code) => {
      const [old, now] = [before.errors?.[code]?.category, after.errors?.[code]?.category];
      return now === undefined || old === now ? [] : [{ at: `/errors/${code}`, what: `its category was ${shown(old)} and is ${shown(now)}` }];
    }),
  },
  {
    id: 'error-data-removed', breaks: all, fix: 'Go on sending the details, or declare another code.',
    find: (before, after) => codes(before).filter((code) => before.errors?.[code]?.schema !== undefined && after.errors?.[code] !== undefined && after.errors[code]?.schema === undefined)
      .map((code) => ({ at: `/errors/${code}`, what: 'its details are gone' })),
  },
];

/** Contracts that came or went. */
export const presenceChanges = {
  added: { id: 'contract-added', breaks: [], fix: 'Nothing: nobody knows it yet.' },
  versionAdded: { id: 'version-added', breaks: [], fix: 'Serve the version before it until nobody uses that any more.' },
  removed: { id: 'contract-removed', breaks: all, fix: 'Keep it until nobody uses it.' },
  replaced: { id: 'version-replaced', breaks: all, fix: 'Go on serving the old version beside the new one until nobody uses it.' },
} as const satisfies Readonly<Record<string, Omit<ContractRule, 'find'>>>;
