import type { JsonSchema, Schema, SchemaIssue } from '../../../kernel/schema.ts';

/** A part of a payload: how it is checked, and what it is in JSON Schema. What a payload has beyond it is left alone. */
export interface Shape<T> {
  /** Types only. */
  readonly type?: T;
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** Adds to `issues` what does not fit. */
  check(value: unknown, path: readonly PropertyKey[], issues: SchemaIssue[]): void;
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type TypeOf<S> = S extends Shape<infer T> ? T : never;
type OptionalNames<F> = { [K in keyof F]: undefined extends TypeOf<F[K]> ? K : never }[keyof F];
type Simplify<T> = { [K in keyof T]: T[K] };
/** The type of an object with these fields. */
export type ObjectOf<F> = Simplify<{ readonly [K in Exclude<keyof F, OptionalNames<F>>]: TypeOf<F[K]> } & { readonly [K in OptionalNames<F>]?: Exclude<TypeOf<F[K]>, undefined> | undefined }>;

function simple<T>(schema: JsonSchema, expected: string, fits: (value: unknown) => boolean): Shape<T> {
  return { schema, optional: false, check: (value, path, issues) => void (fits(value) || issues.push({ message: `must be ${expected}`, path: [...path] })) };
}

export const text = simple<string>({ type: 'string' }, 'text', (value) => typeof value === 'string');
export const whole = simple<number>({ type: 'integer' }, 'a whole number', Number.isSafeInteger);
export const flag = simple<boolean>({ type: 'boolean' }, 'true or false', (value) => typeof value === 'boolean');

/** One value and no other. */
export const exactly = <const T extends string>(only: T): Shape<T> => simple<T>({ const: only }, JSON.stringify(only), (value) => value === only);

/** It, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { schema: { anyOf: [shape.schema, { type: 'null' }] }, optional: false, check: (value, path, issues) => void (value === null || shape.check(value, path, issues)) };
}

/** It may be absent. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({ schema: shape.schema, optional: true, check: (value, path, issues) => void (value === undefined || shape.check(value, path, issues)) });

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  const { schema } = item;
  return {
    schema: { type: 'array', items: schema }, optional: false,
    check(value, path, issues) {
      if (Array.isArray(value)) for (const [index, each] of value.entries()) item.check(each, [...path, index], issues);
      else issues.push({ message: 'must be a list', path: [...path] });
    },
  };
}

/** Texts by name. */
export const texts: Shape<Readonly<Record<string, string>>> = simple({ type: 'object', additionalProperties: { type: 'string' } }, 'texts by name', (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((each) => typeof each === 'string'));

export function object<const F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const names = Object.keys(fields);
  const required = names.filter((name) => fields[name]?.optional === false);
  const properties = Object.fromEntries(names.map((name) => [name, fields[name]?.schema ?? {}]));
  return {
    schema: { type: 'object', properties, ...(required.length === 0 ? {} : { required }) }, optional: false,
    check(value, path, issues) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return void issues.push({ message: 'must be an object', path: [...path] });
      for (const name of names) fields[name]?.check(Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined, [...path, name], issues);
    },
  };
}

/** A schema of the kernel (Standard Schema 1, Standard JSON Schema 1) from a shape. */
export function schemaOf<T>(shape: Shape<T>): Schema<T, T> {
  const json = (): Record<string, unknown> => ({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...shape.schema });
  return {
    '~standard': {
      version: 1, vendor: 'isthmus',
      validate(value) {
        const issues: SchemaIssue[] = [];
        shape.check(value, [], issues);
        return issues.length > 0 ? { issues } : { value: value as T };
      },
      jsonSchema: { input: json, output: json },
    },
  };
}
