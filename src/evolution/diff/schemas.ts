import type { JsonSchema } from '../../kernel/schema.ts';
import { branchesOf, isNull, paired, resolved } from './branches.ts';
import type { Breaks, SchemaPair } from './rule.ts';
import { shown } from './rule.ts';
import { schemaRules } from './rules/all.ts';
import { typeOf } from './rules/types.ts';
import { unionChanges } from './rules/unions.ts';

/** One change of a schema. */
export interface SchemaChange {
  readonly rule: string;
  /** JSON Pointer within the part. */
  readonly pointer: string;
  readonly what: string;
  readonly breaks: Breaks;
  readonly fix: string;
}

interface Walk {
  readonly roots: SchemaPair;
  /** Pairs on the way from the top, so that a schema that holds itself ends. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Every change from one schema to another. */
export function schemaChanges(before: JsonSchema, after: JsonSchema, pointer = ''): readonly SchemaChange[] {
  return [...changesAt(before, after, pointer, { roots: { before, after }, seen: new Map() })];
}

function* changesAt(before: unknown, after: unknown, pointer: string, { roots, seen }: Walk): Generator<SchemaChange> {
  const [mark, other] = [markOf(before, roots.before), markOf(after, roots.after)];
  if (seen.get(mark)?.has(other) === true) return;
  const inner: Walk = { roots, seen: new Map(seen).set(mark, new Set([...(seen.get(mark) ?? []), other])) };
  const { pairs, removed, added } = paired(branchesOf(before, roots.before), branchesOf(after, roots.after));
  for (const each of removed) yield { ...worded(isNull(each) ? unionChanges.nullRemoved : unionChanges.removed), pointer, what: `${nameOf(each)} is not taken any more` };
  for (const each of added) yield { ...worded(isNull(each) ? unionChanges.nullAdded : unionChanges.added), pointer, what: `${nameOf(each)} may come now` };
  for (const [old, now] of pairs) yield* pairChanges({ before: old, after: now }, pointer, inner);
}

function* pairChanges(pair: SchemaPair, pointer: string, walk: Walk): Generator<SchemaChange> {
  for (const rule of schemaRules) {
    for (const { at = '', what } of rule.find(pair)) yield { rule: rule.id, pointer: pointer + at, what, breaks: rule.breaks, fix: rule.fix };
  }
  for (const [at, before, after] of children(pair)) yield* changesAt(before, after, pointer + at, walk);
}

/** Places that both schemas have. */
function* children({ before, after }: SchemaPair): Generator<readonly [at: string, before: unknown, after: unknown]> {
  const [old, now] = [before, after].map((schema) => (schema['properties'] ?? {}) as Readonly<Record<string, unknown>>);
  for (const [name, each] of Object.entries(old ?? {})) if (Object.hasOwn(now ?? {}, name)) yield [`/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, each, now?.[name]];
  for (const keyword of ['items', 'additionalProperties']) if (isSchema(before[keyword]) && isSchema(after[keyword])) yield [`/${keyword}`, before[keyword], after[keyword]];
  const [first, second] = [before['prefixItems'], after['prefixItems']];
  if (Array.isArray(first) && Array.isArray(second)) for (const [index, each] of first.entries()) if (index < second.length) yield [`/prefixItems/${index}`, each, second[index]];
}

/** A schema without what its references point to. */
function markOf(schema: unknown, root: JsonSchema): string {
  const { $defs: _defs, definitions: _definitions, ...rest } = resolved(schema, root) as Record<string, unknown>;
  return JSON.stringify(rest);
}

const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;
const nameOf = (schema: JsonSchema): string => ('const' in schema ? shown(schema['const']) : typeof schema['title'] === 'string' ? schema['title'] : typeOf(schema));
const worded = ({ id, breaks, fix }: { readonly id: string; readonly breaks: Breaks; readonly fix: string }) => ({ rule: id, breaks, fix });
