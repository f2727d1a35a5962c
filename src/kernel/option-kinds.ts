import { groupSchema, make, readFields, show } from './options.ts';
import type { Fault, Given, Made, Option, OptionFields, Range, Values, Words } from './options.ts';
import type { JsonSchema } from './schema.ts';
import type { Duration, Size } from './units.ts';
import { formatDuration, formatSize, parseDuration, parseSize } from './units.ts';

function measured(kind: string, parse: (given: unknown) => number | undefined, format: (value: number) => string, range: Range) {
  return (given: unknown, path: string, faults: Fault[]): number | undefined => {
    const value = parse(given);
    if (value === undefined) faults.push({ path, message: `must be ${kind}, not ${show(given)}` });
    else if (value < (range.minimum ?? 0)) faults.push({ path, message: `must be at least ${format(range.minimum ?? 0)}, not ${show(given)}` });
    else if (value > (range.maximum ?? Infinity)) faults.push({ path, message: `must be at most ${format(range.maximum ?? 0)}, not ${show(given)}` });
    else return value;
    return undefined;
  };
}

const plainNumber = (whole: boolean) => (given: unknown) =>
  typeof given === 'number' && Number.isFinite(given) && (!whole || Number.isSafeInteger(given)) ? given : undefined;

function bounds(range: Range): JsonSchema {
  return { minimum: range.minimum ?? 0, ...(range.maximum === undefined ? {} : { maximum: range.maximum }) };
}

/** A span of time; becomes milliseconds. */
export function duration<const W extends Words<number> & Range>(words: W): Made<Duration, number, W> {
  const read = measured('a duration such as 250 (milliseconds), "5s" or "24h"', parseDuration, formatDuration, words);
  return make(words, { type: 'number', ...bounds(words) }, read);
}

/** A size; becomes bytes. */
export function size<const W extends Words<number> & Range>(words: W): Made<Size, number, W> {
  const read = measured('a size such as 65536 (bytes), "64KiB" or "1MiB"', parseSize, formatSize, words);
  return make(words, { type: 'integer', ...bounds(words) }, read);
}

/** A whole number, 0 or more unless `minimum` says otherwise. */
export function integer<const W extends Words<number> & Range>(words: W): Made<number, number, W> {
  return make(words, { type: 'integer', ...bounds(words) }, measured('a whole number', plainNumber(true), String, words));
}

/** A number, 0 or more unless `minimum` says otherwise. */
export function decimal<const W extends Words<number> & Range>(words: W): Made<number, number, W> {
  return make(words, { type: 'number', ...bounds(words) }, measured('a number', plainNumber(false), String, words));
}

/** Yes or no. */
export function flag<const W extends Words<boolean>>(words: W): Made<boolean, boolean, W> {
  return make(words, { type: 'boolean' }, (given, path, faults) => {
    if (typeof given === 'boolean') return given;
    faults.push({ path, message: `must be true or false, not ${show(given)}` });
    return undefined;
  });
}

/** Text, 1 to `maxLength` (200) characters, of the form `pattern` where given. */
export function text<const W extends Words<string> & { readonly pattern?: RegExp; readonly maxLength?: number }>(words: W): Made<string, string, W> {
  const maxLength = words.maxLength ?? 200;
  const schema = { type: 'string', minLength: 1, maxLength, ...(words.pattern === undefined ? {} : { pattern: words.pattern.source }) };
  return make(words, schema, (given, path, faults) => {
    if (typeof given === 'string' && given.length > 0 && given.length <= maxLength && words.pattern?.test(given) !== false) return given;
    const form = words.pattern === undefined ? '' : ` of the form ${words.pattern.source}`;
    faults.push({ path, message: `must be text of 1 to ${maxLength} characters${form}, not ${show(given)}` });
    return undefined;
  });
}

/** One of a few words. */
export function choice<const Choices extends readonly string[], const W extends Words<Choices[number]>>(
  choices: Choices,
  words: W,
): Made<Choices[number], Choices[number], W> {
  return make(words, { enum: [...choices] }, (given, path, faults) => {
    if (choices.includes(given as string)) return given as Choices[number];
    faults.push({ path, message: `must be one of ${choices.map((each) => `"${each}"`).join(', ')}, not ${show(given)}` });
    return undefined;
  });
}

/** A list of values of one kind, `maxItems` (1,000) at most. */
export function list<Given, Value, const W extends Words<readonly Value[]> & { readonly maxItems?: number }>(
  item: Option<Given, Value>,
  words: W,
): Made<readonly Given[], readonly Value[], W> {
  const maxItems = words.maxItems ?? 1_000;
  return make<readonly Given[], readonly Value[], W>(words, { type: 'array', items: item.schema, maxItems }, (given, path, faults) => {
    if (!Array.isArray(given) || given.length > maxItems) {
      faults.push({ path, message: `must be a list of at most ${maxItems} items, not ${show(given)}` });
      return undefined;
    }
    const read = given.map((each, index) => item.read(each, `${path}[${index}]`, faults));
    return read.filter((each) => each !== undefined) as readonly Value[];
  });
}

/** A group of options with names; unknown names are refused. */
export function group<const Fields extends OptionFields, const W extends Words<Values<Fields>>>(
  fields: Fields,
  words: W,
): Made<Given<Fields>, Values<Fields>, W> {
  return make(words, groupSchema(fields), (given, path, faults) => readFields(fields, given, path, faults));
}
