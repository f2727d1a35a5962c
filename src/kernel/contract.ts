import { kernelErrors } from './errors.ts';
import type { ErrorCategory, IsthmusError } from './error.ts';
import { IsthmusError as ContractFault } from './error.ts';
import type { InputOfSchema, OutputOfSchema, Schema, StreamingSchema } from './schema.ts';

/** One declared way in which an operation may fail. */
export interface DeclaredError {
  readonly category: ErrorCategory;
  /** When this happens, for documentation and for the problem's title. */
  readonly description: string;
  /** Typed details that travel with the error. */
  readonly data?: Schema;
}
export type DeclaredErrors = Readonly<Record<string, DeclaredError>>;

/** Whether an operation only looks or also changes something. */
export type Effect = 'read' | 'write';

interface Named {
  /** Dotted name: `flights.delayed`. */
  readonly name: string;
  /** Counts up with each breaking change. */
  readonly version: number;
  /** One sentence for documents. */
  readonly summary: string;
}

type AnySchema = Schema | StreamingSchema;

/** Ask, and get an answer. */
export interface Operation<
  Name extends string = string,
  Input extends AnySchema = AnySchema,
  Output extends AnySchema = AnySchema,
  Errors extends DeclaredErrors = DeclaredErrors,
> extends Named {
  readonly kind: 'operation';
  readonly name: Name;
  readonly input: Input;
  readonly output: Output;
  readonly errors: Errors;
  readonly effect: Effect;
  /** Whether doing it twice with the same input is the same as doing it once. Reads are. */
  readonly idempotent: boolean;
  /** Makes one of the declared errors, to be thrown by the handler. */
  error<Code extends keyof Errors & string>(code: Code, ...details: ErrorDetails<Errors[Code]>): IsthmusError;
}

type ErrorDetails<E> = E extends { readonly data: infer S } ? [message: string, data: InputOfSchema<S>] : [message?: string];

/** Tell, without waiting for an answer. */
export interface Event<Name extends string = string, Data extends Schema = Schema> extends Named {
  readonly kind: 'event';
  readonly name: Name;
  readonly data: Data;
  /** The property of the data whose equal values keep their order. */
  readonly key: string | undefined;
}

/** Hand over rows or files. */
export interface Dataset<Name extends string = string, Row extends Schema = Schema> extends Named {
  readonly kind: 'dataset';
  readonly name: Name;
  readonly row: Row;
  /** The properties that identify a row. */
  readonly key: readonly string[];
}

export type Contract = Operation | Event | Dataset;
export type ContractKind = Contract['kind'];

/** What a caller gives: a value, or a sequence of values where the input streams. */
export type InputOf<C> = C extends { readonly kind: 'operation'; readonly input: infer I } ? Sequence<I, 'input'> : never;
/** What a handler receives, after validation. */
export type ReceivedOf<C> = C extends { readonly kind: 'operation'; readonly input: infer I } ? Sequence<I, 'output'> : never;
/** What a caller gets back. */
export type OutputOf<C> = C extends { readonly kind: 'operation'; readonly output: infer O } ? Sequence<O, 'output'> : never;
/** What a handler may return, before validation. */
export type ReturnedOf<C> = C extends { readonly kind: 'operation'; readonly output: infer O } ? Sequence<O, 'input'> : never;
/** What an emitter gives. */
export type DataOf<C> = C extends { readonly kind: 'event'; readonly data: infer D } ? InputOfSchema<D> : never;
/** What a subscriber receives. */
export type ReceivedDataOf<C> = C extends { readonly kind: 'event'; readonly data: infer D } ? OutputOfSchema<D> : never;
/** One row of a dataset. */
export type RowOf<C> = C extends { readonly kind: 'dataset'; readonly row: infer R } ? OutputOfSchema<R> : never;
/** The codes of an operation's declared errors. */
export type ErrorsOf<C> = C extends { readonly errors: infer E } ? keyof E & string : never;

type SideOf<S, Side> = Side extends 'input' ? InputOfSchema<S> : OutputOfSchema<S>;
type Sequence<S, Side> = S extends { readonly streaming: infer Item } ? AsyncIterable<SideOf<Item, Side>> : SideOf<S, Side>;

/** How an operation flows: `unary`, or streaming in, out, or both ways. */
export type Shape = 'unary' | 'input-stream' | 'output-stream' | 'both-stream';
export type ShapeOf<C> = C extends Operation<string, infer I, infer O>
  ? I extends StreamingSchema ? (O extends StreamingSchema ? 'both-stream' : 'input-stream') : O extends StreamingSchema ? 'output-stream' : 'unary'
  : never;

interface OperationOptions<I, O, E> {
  readonly version?: number;
  readonly summary?: string;
  readonly input: I;
  readonly output: O;
  readonly errors?: E;
  readonly effect: Effect;
  readonly idempotent?: boolean;
}

/** Declares an operation. Throws `CONTRACT_INVALID` or `NAME_INVALID` where a part is missing or wrong. */
export function operation<
  const Name extends string,
  I extends AnySchema,
  O extends AnySchema,
  const E extends DeclaredErrors = Readonly<Record<never, DeclaredError>>,
>(name: Name, options: OperationOptions<I, O, E>): Operation<Name, I, O, E> {
  const errors = options.errors ?? ({} as E);
  requireSchema(name, 'input', itemSchema(options.input));
  requireSchema(name, 'output', itemSchema(options.output));
  if (options.effect !== 'read' && options.effect !== 'write') throw kernelErrors.CONTRACT_INVALID(`The operation "${name}" must say its effect: "read" or "write".`);
  return Object.freeze({
    kind: 'operation', ...named(name, options), input: options.input, output: options.output, errors,
    effect: options.effect, idempotent: options.idempotent ?? options.effect === 'read',
    error: (code: string, message?: string, data?: unknown) => declaredError(name, errors, code, message, data),
  }) as Operation<Name, I, O, E>;
}

/** Declares an event. `key` names the property whose equal values keep their order. */
export function event<const Name extends string, D extends Schema>(
  name: Name,
  options: { readonly version?: number; readonly summary?: string; readonly data: D; readonly key?: keyof OutputOfSchema<D> & string },
): Event<Name, D> {
  requireSchema(name, 'data', options.data);
  return Object.freeze({ kind: 'event', ...named(name, options), data: options.data, key: options.key });
}

/** Declares a dataset. `key` names the properties that identify a row. */
export function dataset<const Name extends string, R extends Schema>(
  name: Name,
  options: { readonly version?: number; readonly summary?: string; readonly row: R; readonly key?: ReadonlyArray<keyof OutputOfSchema<R> & string> },
): Dataset<Name, R> {
  requireSchema(name, 'row', options.row);
  return Object.freeze({ kind: 'dataset', ...named(name, options), row: options.row, key: options.key ?? [] });
}

/** The schema of one value, streaming or not. */
export function itemSchema(schema: AnySchema): Schema {
  return isStreaming(schema) ? schema.streaming : schema;
}

export function isStreaming(schema: AnySchema): schema is StreamingSchema {
  return typeof schema === 'object' && schema !== null && 'streaming' in schema;
}

/** How an operation flows, at run time. */
export function shapeOf(contract: Operation): Shape {
  if (isStreaming(contract.input)) return isStreaming(contract.output) ? 'both-stream' : 'input-stream';
  return isStreaming(contract.output) ? 'output-stream' : 'unary';
}

const namePattern = /^[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)*$/;

/** Refuses a name that could not travel in URLs, topics and generated code. Throws `NAME_INVALID`. */
export function requireName(name: string, what: string): void {
  if (typeof name !== 'string' || name.length > 200 || !namePattern.test(name))
    throw kernelErrors.NAME_INVALID(`${JSON.stringify(name)?.slice(0, 220)} can't name ${what}.`);
}

function named<Name extends string>(name: Name, options: { readonly version?: number; readonly summary?: string }) {
  requireName(name, 'a contract');
  const version = options.version ?? 1;
  if (!Number.isSafeInteger(version) || version < 1) throw kernelErrors.CONTRACT_INVALID(`The version of "${name}" must be a whole number from 1, not ${version}.`);
  return { name, version, summary: options.summary ?? '' };
}

function requireSchema(name: string, part: string, schema: Schema | undefined): void {
  const standard = (schema as Schema | undefined)?.['~standard'];
  if (typeof standard?.validate !== 'function') throw kernelErrors.CONTRACT_INVALID(`The ${part} of "${name}" is not a Standard Schema.`);
}

/** The prefix that marks an error code as declared by a contract. */
export const declaredErrorDetail = 'declaredError';

function declaredError(name: string, errors: DeclaredErrors, code: string, message: string | undefined, data: unknown): IsthmusError {
  const declared = Object.hasOwn(errors, code) ? errors[code] : undefined;
  if (declared === undefined) throw kernelErrors.CONTRACT_INVALID(`The operation "${name}" declares no error "${code}"; it declares ${Object.keys(errors).join(', ') || 'none'}.`);
  const definition = { category: declared.category, why: declared.description, fix: 'See the description of this error in the contract.' };
  return new ContractFault(code, definition, {
    what: message ?? declared.description,
    details: { [declaredErrorDetail]: true, operation: name, ...(data === undefined ? {} : { data }) },
  });
}
