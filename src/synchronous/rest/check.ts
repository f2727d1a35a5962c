import type { PlannedLink } from '../../driver/method.ts';
import { shapeOf } from '../../kernel/contract.ts';
import type { Operation } from '../../kernel/contract.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { jsonSchemaOf } from '../../kernel/json-schema.ts';
import type { Fault } from '../../kernel/options.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { fileFaults } from './file-answer.ts';
import { resolve } from './input/coerce.ts';
import { planInput } from './input/plan.ts';
import { lifetimeFaults } from './lifetime.ts';
import type { RestOptions } from './options.ts';
import { pageFaults } from './pagination.ts';
import { restOf } from './route.ts';
import { parsePath, shapeOfPath } from './routing/path.ts';
import type { Segment } from './routing/path.ts';
import { hasProperty, streamFaults } from './streaming/check.ts';

const reserved = ['/openapi.json', '/docs', '/jobs/{}', '/health/live', '/health/ready'];

/** Every fault of the REST links: routes that do not fit their operations, and routes alike. */
export function checkLinks(links: readonly PlannedLink[]): readonly Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const link of links) for (const each of linkFaults(link, seen)) faults.push({ ...each, path: `link "${link.name}" via.${each.path}` });
  return faults;
}

function linkFaults(link: PlannedLink, seen: Map<string, string>): readonly Fault[] {
  const contract = link.contract as Operation;
  if (contract.kind !== 'operation') return [{ path: 'rest', message: 'carries operations only', code: 'REST_SHAPE_UNSUPPORTED' }];
  if (shapeOf(contract) === 'both-stream') return [{ path: 'rest', message: 'streams one way only, and this operation streams both ways', code: 'REST_SHAPE_UNSUPPORTED' }];
  const { rest: options } = restOf(link);
  const segments = parsePath(options.path);
  if (typeof segments === 'string') return [{ path: 'path', message: segments, code: 'REST_ROUTE_INVALID' }];
  return [...duplicates(link, `${options.method} ${shapeOfPath(segments)}`, shapeOfPath(segments), seen), ...contractFaults(link, contract, segments)];
}

function duplicates(link: PlannedLink, route: string, shape: string, seen: Map<string, string>): readonly Fault[] {
  if (reserved.includes(shape)) return [{ path: 'path', message: `${shape.replace('{}', '{id}')} belongs to REST itself`, code: 'REST_ROUTE_DUPLICATE' }];
  const before = seen.get(route);
  seen.set(route, link.name);
  return before === undefined ? [] : [{ path: 'path', message: `${route} is the route of "${before}" already`, code: 'REST_ROUTE_DUPLICATE' }];
}

function contractFaults(link: PlannedLink, contract: Operation, segments: readonly Segment[]): readonly Fault[] {
  const { rest: options } = restOf(link);
  const faults: Fault[] = [];
  try {
    const [input, output] = [jsonSchemaOf(contract, 'input'), jsonSchemaOf(contract, 'output')];
    planInput(options, segments, input, faults);
    faults.push(...optionFaults(link, contract, output), ...ruleFaults(link, contract, input, output, options), ...(options.paginate ? pageFaults(input, output) : []));
  } catch (error) {
    // A schema without a JSON form is reported with its contract.
    if (!(error instanceof IsthmusError) || error.code !== 'SCHEMA_UNUSABLE') throw error;
  }
  return faults;
}

function* optionFaults(link: PlannedLink, contract: Operation, output: JsonSchema): Generator<Fault> {
  const { rest: options } = restOf(link);
  const fault = (path: string, message: string): Fault => ({ path, message, code: 'REST_ROUTE_INVALID' });
  if (options.method === 'GET' && contract.effect === 'write') yield fault('method', 'GET is for operations that only read; this one writes');
  if ([202, 205, 206].includes(options.status)) yield fault('status', `${options.status} has a meaning of its own; take 200, 201, 203 or 204`);
  if (options.status === 204 && resolve(output, output)['type'] !== 'null') yield fault('status', '204 has no body, so the output must be of the type null');
  if (options.respond === 'job' && options.status !== 200) yield fault('status', 'a job is always answered with 202; leave status out');
  if (options.respond === 'job' && options.method === 'GET') yield fault('respond', 'handing over a job is a write; take POST');
  if (options.cacheControl !== undefined && options.method !== 'GET') yield fault('cacheControl', 'belongs to GET');
  if (options.paginate && options.method !== 'GET') yield fault('paginate', 'belongs to GET');
  if (options.respond === 'job') yield* jobPolicyFaults(link);
  if (link.policies.idempotency !== undefined && options.method === 'GET') yield { path: 'rest', message: 'GET is idempotent by itself; leave policies.idempotency out', code: 'REST_ROUTE_INVALID' };
}

/** What the parts of REST that have rules of their own say. */
function ruleFaults({ policies }: PlannedLink, contract: Operation, input: JsonSchema, output: JsonSchema, options: RestOptions): readonly Fault[] {
  const shape = shapeOf(contract);
  const found = [...lifetimeFaults(options), ...fileFaults(options, output), ...modifiedFaults(options, output), ...streamFaults(shape, options, policies, input, output)];
  return found.map(([path, message]) => ({ path, message, code: 'REST_ROUTE_INVALID' }));
}

function* modifiedFaults({ lastModified, method }: RestOptions, output: JsonSchema): Generator<readonly [string, string]> {
  if (lastModified === undefined) return;
  if (method !== 'GET') yield ['lastModified', 'belongs to GET'];
  if (!hasProperty(output, lastModified)) yield ['lastModified', `"${lastModified}" is no property of the operation's output`];
}

/** What is declared and would have no effect: a job runs under the policies of its own link. */
function* jobPolicyFaults(link: PlannedLink): Generator<Fault> {
  for (const [name, policy] of Object.entries(link.policies))
    if (policy !== undefined && name !== 'rateLimit') yield { path: 'respond', message: `policies.${name} belongs to the job link, where the work is done`, code: 'REST_ROUTE_INVALID' };
}
