import type { GraphQLArgument, GraphQLInputField, GraphQLInputType } from 'graphql';

import type { Library } from '../library.ts';
import type { Wire } from './types.ts';

type Given = Readonly<Record<string, unknown>>;

/**
 * Arguments as the contract has them: its own names, and an explicit null left out where the contract knows no null, since
 * GraphQL lets any optional value be null.
 */
export function fromArguments(library: Library, fields: ReadonlyArray<GraphQLArgument | GraphQLInputField>, given: Given): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const field of fields) {
    const wire = field.extensions['wire'] as Wire | undefined;
    const value = given[field.name];
    if (wire === undefined || value === undefined || (value === null && !wire.nullable)) continue;
    made[wire.name] = fromValue(library, field.type, value);
  }
  return made;
}

function fromValue(library: Library, type: GraphQLInputType, value: unknown): unknown {
  const inner = library.getNullableType(type);
  if (library.isListType(inner) && Array.isArray(value)) return value.map((each) => fromValue(library, inner.ofType as GraphQLInputType, each));
  if (library.isInputObjectType(inner) && typeof value === 'object' && value !== null) return fromArguments(library, Object.values(inner.getFields()), value as Given);
  return value;
}
