import fc from 'fast-check';
import { needFields } from '../../src/kernel/needs.ts';

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(), integer: fc.nat(1_000_000), number: fc.nat({ max: 1 }), array: fc.constant(['nginx']),
};
/** Any needs that the schema allows, sensible or not. */
export const anyNeeds = fc.record(
  Object.fromEntries(Object.entries(needFields).map(([name, { schema }]) => {
    const { enum: words, type } = schema as { readonly enum?: readonly string[]; readonly type?: string };
    return [name, words === undefined ? (values[type ?? ''] ?? fc.nat()) : fc.constantFrom(...words)];
  })),
  { requiredKeys: [] },
);
