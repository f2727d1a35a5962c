import type { Authenticate } from '../../driver/endpoint.ts';
import type { Executor, MethodHost, PlannedLink } from '../../driver/method.ts';
import { itemSchema, shapeOf } from '../../kernel/contract.ts';
import type { Operation, Shape } from '../../kernel/contract.ts';
import { jsonSchemaOf } from '../../kernel/json-schema.ts';
import type { Schema } from '../../kernel/schema.ts';
import { planInput } from './input/plan.ts';
import type { InputPlan } from './input/plan.ts';
import { InputReader } from './input/read.ts';
import { unknownFields } from './input/unknown-fields.ts';
import { lifetimeHeaders } from './lifetime.ts';
import type { RestOptions } from './options.ts';
import type { RestMethod } from './method.ts';
import type { Segment } from './routing/path.ts';
import { parsePath } from './routing/path.ts';

/** Everything that is known about a route before its first request. */
export interface RestRoute {
  readonly link: PlannedLink;
  readonly contract: Operation;
  readonly shape: Shape;
  readonly options: RestOptions;
  readonly authenticate: Authenticate | undefined;
  readonly segments: readonly Segment[];
  readonly plan: InputPlan;
  readonly reader: InputReader;
  readonly execute: Executor;
  readonly input: Schema;
  readonly output: Schema;
  /** Names of the two in messages. */
  readonly inputName: string;
  readonly outputName: string;
  /** A link carries the operation as a job, so that it can be submitted. */
  readonly submittable: boolean;
  /** The value of `cache-control` on success. */
  readonly cacheControl: string | undefined;
  /** What every answer says of the route's end. */
  readonly lifetime: Readonly<Record<string, string>> | undefined;
}

/** The options of a REST link. */
export function restOf(link: PlannedLink): RestMethod {
  // Links reach this runner only with the method that rest() made.
  return link.method as RestMethod;
}

/** Builds a route of a link whose declaration was checked. */
export function makeRoute(link: PlannedLink, host: MethodHost): RestRoute {
  const { rest: options, authenticate } = restOf(link);
  const contract = link.contract as Operation;
  const segments = parsePath(options.path) as readonly Segment[];
  const schema = jsonSchemaOf(contract, 'input');
  const plan = planInput(options, segments, schema, []);
  return {
    link, contract, shape: shapeOf(contract), options, authenticate, segments, plan,
    reader: new InputReader(plan, options, unknownFields(schema, schema)),
    execute: executorOf(link, host),
    input: itemSchema(contract.input), output: itemSchema(contract.output),
    inputName: `The input of "${contract.name}"`, outputName: `The output of "${contract.name}"`,
    submittable: host.links.some((other) => other.method.name === 'job' && other.contract === contract),
    cacheControl: cacheControlOf(options, authenticate !== undefined),
    lifetime: lifetimeHeaders(options),
  };
}

function executorOf(link: PlannedLink, host: MethodHost): Executor {
  const [[party, binding] = []] = link.handlers;
  if (party === undefined || binding === undefined) throw new TypeError(`The link "${link.name}" has no handler.`);
  return host.executor(link, party, binding);
}

function cacheControlOf(options: RestOptions, authenticated: boolean): string | undefined {
  const cached = options.method !== 'GET' ? undefined : (options.cacheControl ?? (authenticated ? 'private, no-cache' : 'no-cache'));
  if (options.compress) return cached;
  return cached === undefined ? 'no-transform' : `${cached}, no-transform`;
}
