import type { GraphQLScalarType, ValueNode } from 'graphql';

import type { Library } from '../library.ts';

/** Scalars that GraphQL does not have by itself. */
export interface Scalars {
  readonly Long: GraphQLScalarType;
  readonly DateTime: GraphQLScalarType;
  readonly Date: GraphQLScalarType;
  readonly Json: GraphQLScalarType;
}

const safeInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** Made once for each schema. What their texts look like is the contract's to check. */
export function makeScalars(library: Library): Scalars {
  const { GraphQLError, GraphQLScalarType, valueFromASTUntyped } = library;
  const scalar = (name: string, description: string, specifiedByURL: string | undefined, accepts: (value: unknown) => boolean): GraphQLScalarType => {
    const check = (value: unknown): unknown => {
      if (accepts(value)) return value;
      throw new GraphQLError(`${name} cannot represent ${String(JSON.stringify(value)).slice(0, 80)}`);
    };
    const parseLiteral = (node: ValueNode, variables?: Record<string, unknown> | null): unknown => check(valueFromASTUntyped(node, variables));
    return new GraphQLScalarType({ name, description, ...(specifiedByURL === undefined ? {} : { specifiedByURL }), serialize: check, parseValue: check, parseLiteral });
  };
  return {
    Long: scalar('Long', 'A whole number of up to 53 bits, as a JSON number.', undefined, safeInteger),
    DateTime: scalar('DateTime', 'A moment as RFC 3339 writes it.', 'https://scalars.graphql.org/andimarek/date-time.html', isText),
    Date: scalar('Date', 'A day as RFC 3339 writes it: 2026-03-01.', 'https://scalars.graphql.org/andimarek/local-date.html', isText),
    Json: scalar('JSON', 'Any JSON.', undefined, (value) => value !== undefined),
  };
}
