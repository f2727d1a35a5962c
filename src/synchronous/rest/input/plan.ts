import type { Fault } from '../../../kernel/options.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import type { RestOptions } from '../options.ts';
import { parametersOf } from '../routing/path.ts';
import type { Segment } from '../routing/path.ts';
import { parameterKind, resolve } from './coerce.ts';
import type { ParameterKind } from './coerce.ts';

/** A property of the input that a parameter brings. */
export interface Parameter {
  readonly property: string;
  readonly kind: ParameterKind;
}

/** Where each part of an operation's input comes from. */
export interface InputPlan {
  readonly path: readonly Parameter[];
  readonly query: ReadonlyMap<string, ParameterKind>;
  readonly headers: ReadonlyArray<Parameter & { readonly header: string }>;
  /** none: no body is read; fields: an object with the other properties; whole: the body, which is no plain object, is the input. */
  readonly body: 'none' | 'fields' | 'whole';
  /** Properties that the body may not bring, since another place does. */
  readonly elsewhere: ReadonlySet<string>;
}

/** Plans the input of a route by its JSON Schema; adds to `faults` what has no place. */
export function planInput(options: RestOptions, segments: readonly Segment[], input: JsonSchema, faults: Fault[]): InputPlan {
  const schema = resolve(input, input);
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const inBody = options.method !== 'GET' && options.method !== 'DELETE';
  const fromPath = parametersOf(segments);
  const fromHeaders = Object.keys(options.headers);
  const taken = new Set([...fromPath, ...fromHeaders]);
  const fromQuery = inBody ? options.query : Object.keys(properties).filter((name) => !taken.has(name));
  const elsewhere = new Set([...taken, ...fromQuery]);
  refuseOverlap(options, fromPath, fromHeaders, faults);
  const parameter = (property: string, option: string): Parameter => ({ property, kind: kindOf(property, option, properties, input, faults) });
  return {
    path: fromPath.map((name) => single(parameter(name, 'path'), 'path', faults)),
    query: new Map(fromQuery.map((name) => [name, parameter(name, inBody ? 'query' : 'method').kind])),
    headers: fromHeaders.map((name) => ({ ...single(parameter(name, 'headers'), 'headers', faults), header: options.headers[name] ?? '' })),
    body: bodyOf(inBody, schema, properties, elsewhere, faults),
    elsewhere,
  };
}

const text: ParameterKind = { coerce: (value) => value, many: false };

function kindOf(property: string, option: string, properties: Readonly<Record<string, JsonSchema>>, root: JsonSchema, faults: Fault[]): ParameterKind {
  const schema = Object.hasOwn(properties, property) ? properties[property] : undefined;
  const kind = schema === undefined ? undefined : parameterKind(schema, root);
  if (schema === undefined) faults.push(fault(option, `"${property}" is no property of the operation's input`));
  else if (kind === undefined) faults.push(fault(option, `"${property}" is an object or a list of such, which only a body can bring; use POST, PUT or PATCH`));
  return kind ?? text;
}

function single(parameter: Parameter, option: string, faults: Fault[]): Parameter {
  if (parameter.kind.many) faults.push(fault(option, `"${parameter.property}" is a list, which only a query or a body can bring`));
  return parameter;
}

function refuseOverlap(options: RestOptions, path: readonly string[], headers: readonly string[], faults: Fault[]): void {
  for (const name of [...options.query, ...headers]) if (path.includes(name)) faults.push(fault('path', `"${name}" comes from the path and from elsewhere`));
  for (const name of options.query) if (headers.includes(name)) faults.push(fault('headers', `"${name}" comes from a header and from the query`));
}

function bodyOf(inBody: boolean, schema: JsonSchema, properties: Readonly<Record<string, JsonSchema>>, elsewhere: ReadonlySet<string>, faults: Fault[]): InputPlan['body'] {
  const isObject = schema['type'] === 'object';
  if (!isObject && !inBody) faults.push(fault('method', 'without a body the input must be an object, whose properties become parameters'));
  if (!inBody) return 'none';
  if (!isObject && elsewhere.size === 0) return 'whole';
  return elsewhere.size > 0 && Object.keys(properties).every((name) => elsewhere.has(name)) ? 'none' : 'fields';
}

const fault = (option: string, message: string): Fault => ({ path: option, message, code: 'REST_ROUTE_INVALID' });
