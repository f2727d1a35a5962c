import { canonicalJson } from '../../../kernel/json.ts';
import { graphqlErrors } from '../errors.ts';
import type { Relation } from '../relation.ts';
import { ownValue } from '../schema/types.ts';
import { Batch } from './batch.ts';
import type { CalledOperation } from './operation.ts';
import type { RequestContext } from './request-context.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Loads a relation of one value. `null` where the value has nothing to load it by. */
export async function loadRelated(relation: Relation, operation: CalledOperation, source: unknown, given: Arguments, context: RequestContext): Promise<unknown> {
  const { batch, by } = relation;
  if (batch !== undefined && by !== undefined) return loadInBatch({ ...relation, batch, by }, operation, source, given, context);
  const input: Record<string, unknown> = { ...given };
  for (const [name, from] of Object.entries(relation.input)) {
    const value = ownValue(source, from);
    if (value === undefined || value === null) return null;
    input[name] = value;
  }
  return once(context, operation, input);
}

/** The same input is asked once in a request. */
function once(context: RequestContext, operation: CalledOperation, input: Arguments): Promise<unknown> {
  return batchOf(context, operation, 'once', async ([only]) => new Map([[only, await context.call(operation, JSON.parse(only as string))]]), canonicalJson(input)).get(canonicalJson(input));
}

type InBatch = Relation & { readonly batch: string; readonly by: string };

async function loadInBatch(relation: InBatch, operation: CalledOperation, source: unknown, given: Arguments, context: RequestContext): Promise<unknown> {
  const key = ownValue(source, relation.input[relation.batch] ?? '');
  if (key === undefined || key === null) return relation.many ? [] : null;
  const name = canonicalJson([relation.type, relation.field, given]);
  const found = await batchOf(context, operation, name, async (values) => byKey(relation, operation, await context.call(operation, { ...given, [relation.batch]: values }))).get(key);
  return found ?? (relation.many ? [] : null);
}

function batchOf(context: RequestContext, operation: CalledOperation, name: string, load: (values: readonly unknown[]) => Promise<ReadonlyMap<unknown, unknown>>, own = ''): Batch {
  const key = `${operation.link.name}\n${name}\n${own}`;
  const known = context.batches.get(key);
  if (known !== undefined) return known;
  const made = new Batch(load);
  context.batches.set(key, made);
  return made;
}

function byKey({ by, many }: InBatch, operation: CalledOperation, output: unknown): ReadonlyMap<unknown, unknown> {
  const items = Array.isArray(output) ? (output as unknown[]) : ownValue(output, 'items');
  if (!Array.isArray(items)) throw graphqlErrors.GRAPHQL_BATCH_INVALID(`"${operation.contract.name}" answered with no list.`);
  const groups = Map.groupBy(items as unknown[], (item) => ownValue(item, by));
  return many ? groups : new Map(Array.from(groups, ([key, [first]]) => [key, first]));
}
