import type { Authenticate } from '../../driver/endpoint.ts';
import { optionsRefused } from '../../kernel/faults.ts';
import { readFields } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';
import type { Json } from '../../kernel/schema.ts';
import type { GraphqlMethod } from './method.ts';
import { graphqlFields } from './options.ts';
import type { GraphqlGiven } from './options.ts';
import type { Relation } from './relation.ts';
import { graphqlRunner } from './runner.ts';

/**
 * Carries an operation as a field of GraphQL: reads are queries, writes mutations, streaming outputs subscriptions (server-sent
 * events). Links of one `path` share a schema. `relations`: fields of types that this operation loads. Throws `OPTION_INVALID`.
 */
export function graphql(given: GraphqlGiven & { readonly authenticate?: Authenticate; readonly relations?: readonly Relation[] } = {}): GraphqlMethod {
  const { authenticate, relations = [], ...data } = given;
  const faults: Fault[] = [];
  const options = readFields(graphqlFields, data, '', faults);
  if (authenticate !== undefined && typeof authenticate !== 'function') faults.push({ path: 'authenticate', message: 'must be a function' });
  if (authenticate === undefined && (data.scopes?.length ?? 0) > 0) faults.push({ path: 'authenticate', message: 'is required where scopes are given' });
  if (!Array.isArray(relations)) faults.push({ path: 'relations', message: 'must be a list of relation()' });
  if (data.root === false && relations.length === 0) faults.push({ path: 'root', message: 'is false and no relation leads to the operation' });
  if (options === undefined || faults.length > 0) throw optionsRefused('graphql()', faults);
  return {
    name: 'graphql', carries: ['operation'], shapes: ['unary', 'output-stream'], engine: 'none', asks: [], runner: graphqlRunner,
    // What is not given is left out of the map.
    options: JSON.parse(JSON.stringify({ ...options, relations, authenticated: authenticate !== undefined })) as Readonly<Record<string, Json>>,
    graphql: options, relations, authenticate,
  };
}
