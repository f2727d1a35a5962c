import { nearest } from './nearest.ts';
import type { JsonSchema } from './schema.ts';

/** Something that does not fit, at one place of what was declared. */
export interface Fault {
  /** Where, as dotted names: `links[2].policies.retry.attempts`. */
  readonly path: string;
  /** What is wrong and what would be right, in one sentence. */
  readonly message: string;
  /** The permanent code of the error that this fault stands for; `OPTION_INVALID` when absent. */
  readonly code?: string;
}

/**
 * One option: how it is written (`Given`), what it becomes (`Value`), its JSON Schema and its words. The
 * same specification validates, documents, and fills the published schema of the map.
 */
export interface Option<Given, Value> {
  /** Types only: how a person writes it. */
  readonly given?: Given;
  /** Types only: what it becomes. */
  readonly value?: Value;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly fallback: Value | undefined;
  readonly required: boolean;
  /** Reads a given value; adds to `faults` and returns `undefined` where it does not fit. */
  read(given: unknown, path: string, faults: Fault[]): Value | undefined;
}

export type OptionFields = Readonly<Record<string, Option<unknown, unknown>>>;
type GivenOf<O> = O extends { readonly given?: infer Given } ? Exclude<Given, undefined> : never;
type ValueOf<O> = O extends Option<unknown, infer Value> ? Value : never;
type Simplify<T> = { [K in keyof T]: T[K] };

/** How a person writes a group of options: all may be left out unless required. */
export type Given<Fields> = Simplify<
  { -readonly [K in keyof Fields as Fields[K] extends { required: true } ? K : never]: GivenOf<Fields[K]> } & {
    -readonly [K in keyof Fields as Fields[K] extends { required: true } ? never : K]?: GivenOf<Fields[K]>;
  }
>;

/** What a group of options becomes: absent where there is neither a value nor a default. */
export type Values<Fields> = Simplify<{
  readonly [K in keyof Fields]: Fields[K] extends { required: true } | { fallback: NonNullable<unknown> }
    ? ValueOf<Fields[K]>
    : ValueOf<Fields[K]> | undefined;
}>;

/** The words of an option. */
export interface Words<Value> {
  /** The meaning, with the unit. */
  readonly description: string;
  readonly fallback?: Value;
}
/** The allowed values of a number. */
export interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** An option whose default is known to the type checker. */
export type Made<Given, Value, W> = Option<Given, Value> & { readonly fallback: W extends { fallback: infer F } ? F & Value : undefined; readonly required: false };

/** Makes an option from its words, its schema and its reader. */
export function make<Given, Value, W extends Words<Value>>(
  words: W,
  schema: JsonSchema,
  read: (given: unknown, path: string, faults: Fault[]) => Value | undefined,
): Made<Given, Value, W> {
  const fallback = words.fallback;
  return {
    description: words.description,
    schema: { ...schema, description: words.description, ...(fallback === undefined ? {} : { default: fallback }) },
    fallback,
    required: false,
    read,
  } as Made<Given, Value, W>;
}

/** A value as it is shown in a fault. */
export const show = (value: unknown): string => (typeof value === 'function' ? 'a function' : (JSON.stringify(value)?.slice(0, 80) ?? String(value)));

/** Makes an option required. */
export function required<O extends Option<unknown, unknown>>(option: O): Omit<O, 'required'> & { readonly required: true } {
  return { ...option, required: true };
}

/** The JSON Schema of a group of options. */
export function groupSchema(fields: OptionFields): JsonSchema {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, option]) => [name, option.schema]));
  const needed = Object.entries(fields).filter(([, option]) => option.required).map(([name]) => name);
  return { type: 'object', properties, additionalProperties: false, ...(needed.length > 0 ? { required: needed } : {}) };
}

/** Reads a group of options: every fault is collected, not the first one only. */
export function readFields<const Fields extends OptionFields>(fields: Fields, given: unknown, path: string, faults: Fault[]): Values<Fields> | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    faults.push({ path, message: `must be an object, not ${show(given)}` });
    return undefined;
  }
  const before = faults.length;
  refuseUnknown(fields, given, path, faults);
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(fields)) {
    const value = readField(option, Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined, join(path, name), faults);
    if (value !== undefined) values[name] = value;
  }
  return faults.length > before ? undefined : (values as Values<Fields>);
}

function readField(option: Option<unknown, unknown>, given: unknown, path: string, faults: Fault[]): unknown {
  if (given !== undefined) return option.read(given, path, faults);
  if (option.required) faults.push({ path, message: 'is required' });
  return option.fallback;
}

function refuseUnknown(fields: OptionFields, given: object, path: string, faults: Fault[]): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(fields, name)) continue;
    const near = nearest(name, Object.keys(fields));
    const hint = near === undefined ? `known are ${Object.keys(fields).join(', ')}` : `did you mean "${near}"?`;
    faults.push({ path: join(path, name), message: `is not known; ${hint}` });
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

