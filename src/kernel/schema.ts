/** JSON Schema as data; Draft 2020-12 unless its `$schema` says otherwise. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Any value that JSON has. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One place that does not fit, as Standard Schema reports it. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface JsonSchemaSource {
  readonly input: (options: { readonly target: string }) => Record<string, unknown>;
  readonly output: (options: { readonly target: string }) => Record<string, unknown>;
}

/**
 * Any validator that speaks Standard Schema 1 and Standard JSON Schema 1 (https://standardschema.dev):
 * Zod 4, ArkType, Valibot through `toStandardJsonSchema`. The kernel knows no library by name.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema?: JsonSchemaSource | undefined;
  };
}

/** What is given to a schema. */
export type InputOfSchema<S> = S extends { readonly '~standard': { readonly types?: infer T } } ? (NonNullable<T> extends { readonly input: infer I } ? I : unknown) : unknown;
/** What a schema gives back. */
export type OutputOfSchema<S> = S extends { readonly '~standard': { readonly types?: infer T } } ? (NonNullable<T> extends { readonly output: infer O } ? O : unknown) : unknown;

/** A schema whose values come one after the other. */
export interface StreamingSchema<Input = unknown, Output = Input> {
  readonly streaming: Schema<Input, Output>;
}

/** Says that an operation's input or output is a sequence of such values, sent as they come. */
export function streaming<S extends Schema>(schema: S): { readonly streaming: S } {
  return { streaming: schema };
}

/** Where in the value an issue lies, as a JSON Pointer (RFC 6901). */
export function pointerOf(issue: SchemaIssue): string {
  const keys = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
