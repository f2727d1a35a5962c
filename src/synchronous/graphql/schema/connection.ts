import type { GraphQLObjectType, GraphQLOutputType } from 'graphql';

import type { JsonSchema } from '../../../kernel/schema.ts';
import { typeName } from './names.ts';
import { resolveReference, shapeOfSchema } from './shape.ts';
import type { Types } from './types.ts';
import { ownValue } from './types.ts';

/** The items of a page, where an operation answers in pages: `{ items, next }` for an input with `after`. */
export function pageItems(input: JsonSchema, output: JsonSchema): JsonSchema | undefined {
  const asked = (resolveReference(input, input).schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const properties = (resolveReference(output, output).schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const { items, next } = properties;
  if (items === undefined || next === undefined || asked['after'] === undefined) return undefined;
  const shape = shapeOfSchema(items, output);
  return shape.kind === 'list' ? shape.items : undefined;
}

/** The property of the input that says how long a page is. */
export function pageSizeOf(input: JsonSchema): 'first' | 'limit' | undefined {
  const asked = (resolveReference(input, input).schema['properties'] ?? {}) as object;
  return 'first' in asked ? 'first' : 'limit' in asked ? 'limit' : undefined;
}

/**
 * A page as a connection (https://relay.dev/graphql/connections.htm). The contract has one cursor for each page and none for each item:
 * the last edge has it.
 */
export function connectionType(types: Types, items: JsonSchema, document: JsonSchema, hint: string): GraphQLObjectType {
  const { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType: ObjectType, GraphQLString } = types.library;
  const node: GraphQLOutputType = types.output(items, document, hint);
  const named = types.library.getNamedType(node).name;
  const name = typeName(named);
  const pageInfo = types.once('PageInfo', 'page info', () => new ObjectType({ name: 'PageInfo', fields: {
    hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean), resolve: (page) => nextOf(page) !== null },
    endCursor: { type: GraphQLString, resolve: nextOf },
  } }));
  const edge = types.once(`${name}Edge`, `edge ${String(node)}`, () => new ObjectType({ name: `${name}Edge`, fields: {
    node: { type: node, resolve: (each: Edge) => each.node }, cursor: { type: GraphQLString, resolve: (each: Edge) => each.cursor },
  } }));
  return types.once(`${name}Connection`, `connection ${String(node)}`, () => new ObjectType({ name: `${name}Connection`, fields: {
    edges: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(edge))), resolve: edgesOf },
    nodes: { type: new GraphQLNonNull(new GraphQLList(node)), resolve: itemsOf },
    pageInfo: { type: new GraphQLNonNull(pageInfo), resolve: (page: unknown) => page },
  } }));
}

interface Edge {
  readonly node: unknown;
  readonly cursor: unknown;
}

const nextOf = (page: unknown): unknown => ownValue(page, 'next') ?? null;
const itemsOf = (page: unknown): readonly unknown[] => (ownValue(page, 'items') ?? []) as readonly unknown[];
const edgesOf = (page: unknown): readonly Edge[] => itemsOf(page).map((node, at, all) => ({ node, cursor: at === all.length - 1 ? nextOf(page) : null }));
