import type { GraphQLEnumType } from 'graphql';

import type { Library } from '../library.ts';
import { enumName } from './names.ts';

/** The enum of some texts; `undefined` where two of them would have the same name, so that only text can tell them apart. */
export function makeEnum({ GraphQLEnumType: Enum }: Library, name: string, values: readonly string[], description: string | undefined): GraphQLEnumType | undefined {
  const named = new Map(values.map((value) => [enumName(value), value]));
  if (named.size < new Set(values).size || named.size === 0) return undefined;
  return new Enum({ name, description, values: Object.fromEntries(Array.from(named, ([each, value]) => [each, { value, ...(each === value ? {} : { description: `"${value}"` }) }])) });
}
