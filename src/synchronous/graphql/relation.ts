import { optionsRefused } from '../../kernel/faults.ts';
import { flag, text } from '../../kernel/option-kinds.ts';
import { make, readFields, required, show } from '../../kernel/options.ts';
import type { Fault, Given, Values } from '../../kernel/options.ts';

const names = make<Readonly<Record<string, string>>, Readonly<Record<string, string>>, { readonly description: string; readonly fallback: Readonly<Record<string, string>> }>(
  { description: 'Property of the operation\'s input → property of the type, whose value it takes.', fallback: {} },
  { type: 'object', additionalProperties: { type: 'string' } },
  (given, path, faults) => {
    const entries = typeof given === 'object' && given !== null ? Object.entries(given) : undefined;
    if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string') === true) return Object.fromEntries(entries);
    faults.push({ path, message: `must map properties to properties, not ${show(given)}` });
    return undefined;
  },
);

const relationFields = {
  type: required(text({ description: 'Name of the type that gets the field.' })),
  field: required(text({ description: 'Name of the field; takes the place of a property of that name.', pattern: /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/ })),
  input: names,
  batch: text({ description: 'Property of the operation\'s input that takes a list: of everything that is asked for at once, each value once. Default: one call for each different input.' }),
  by: text({ description: 'With `batch`: property of the items in the answer that says to which value each belongs.' }),
  many: flag({ description: 'With `batch`: every value has a list of items, instead of one or none.', fallback: false }),
} as const;

/** A relation as a person writes it. */
export type RelationGiven = Given<typeof relationFields>;
/** How a field of a type is loaded by the operation of the link that declares it. Plain data. */
export type Relation = Values<typeof relationFields>;

/** Declares that a type has a field which the link's operation loads. Throws `OPTION_INVALID`. */
export function relation(given: RelationGiven): Relation {
  const faults: Fault[] = [];
  const read = readFields(relationFields, given, '', faults);
  if (read !== undefined) faults.push(...batchFaults(read));
  if (read === undefined || faults.length > 0) throw optionsRefused('relation()', faults);
  return read;
}

function* batchFaults({ batch, by, many, input }: Relation): Generator<Fault> {
  if (batch === undefined && by !== undefined) yield { path: 'by', message: 'has no effect without batch' };
  if (batch === undefined && many) yield { path: 'many', message: 'has no effect without batch' };
  if (batch !== undefined && by === undefined) yield { path: 'by', message: 'is required with batch' };
  if (batch !== undefined && (Object.keys(input).length !== 1 || input[batch] === undefined)) yield { path: 'input', message: `must say, and only, where the values of "${batch}" come from` };
}
