import type { Operation } from '../../kernel/contract.ts';
import { listFaults } from '../../kernel/faults.ts';
import { jsonSchemaOf } from '../../kernel/json-schema.ts';
import type { IntegrationMap } from '../../kernel/map.ts';
import { readFields } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';
import { planInput } from '../../synchronous/rest/input/plan.ts';
import type { InputPlan } from '../../synchronous/rest/input/plan.ts';
import { restFields } from '../../synchronous/rest/options.ts';
import type { RestGiven, RestOptions } from '../../synchronous/rest/options.ts';
import { parsePath } from '../../synchronous/rest/routing/path.ts';
import type { Segment } from '../../synchronous/rest/routing/path.ts';
import { clientErrors } from '../errors.ts';

/** A route as a client sees it: where each part of the input goes. */
export interface ClientRoute {
  readonly contract: Operation;
  readonly options: RestOptions;
  readonly segments: readonly Segment[];
  readonly plan: InputPlan;
}

/** The part of an OpenAPI 3.1 document that says where operations are. */
export interface OpenApiSource {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Where the route is described. */
export type RouteSource = { readonly route: RestGiven } | { readonly map: Pick<IntegrationMap, 'links'> } | { readonly openapi: OpenApiSource };

/** Plans the requests of an operation as its server reads them. Throws `CLIENT_INVALID`. */
export function clientRoute(contract: Operation, source: RouteSource): ClientRoute {
  const faults: Fault[] = [];
  const options = readFields(restFields, givenRoute(contract, source), 'route', faults);
  const segments = options === undefined ? 'the route is not whole' : parsePath(options.path);
  if (typeof segments === 'string' && options !== undefined) faults.push({ path: 'route.path', message: segments });
  const plan = options === undefined || typeof segments === 'string' ? undefined : planInput(options, segments, jsonSchemaOf(contract, 'input'), faults);
  if (options !== undefined && typeof segments !== 'string' && plan !== undefined && faults.length === 0) return { contract, options, segments, plan };
  throw clientErrors.CLIENT_INVALID({ what: `The route of "${contract.name}": ${listFaults(faults)}.`, details: { faults } });
}

function givenRoute(contract: Operation, source: RouteSource): unknown {
  if ('route' in source) return source.route;
  if ('openapi' in source) return fromOpenApi(contract, source.openapi);
  const link = source.map.links.find((each) => each.method === 'rest' && each.contract === `${contract.name}@${contract.version}`);
  if (link === undefined) throw clientErrors.CLIENT_INVALID(`The map has no REST link for "${contract.name}" in version ${contract.version}.`);
  const { authenticated: _told, ...options } = link.options;
  return options;
}

interface OpenApiOperation {
  readonly operationId?: string;
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** The route of the operation with this contract's name. Parameters that the input does not have (`if-none-match`) are the protocol's own. */
function fromOpenApi(contract: Operation, { paths }: OpenApiSource): RestGiven {
  const id = contract.version === 1 ? contract.name : `${contract.name}.v${contract.version}`;
  const properties = Object.keys((jsonSchemaOf(contract, 'input')['properties'] ?? {}) as object);
  for (const [path, methods] of Object.entries(paths)) {
    for (const [name, each] of Object.entries(methods)) {
      const { operationId, parameters = [], responses = {} } = each as OpenApiOperation;
      if (operationId !== id) continue;
      const method = name.toUpperCase() as RestGiven['method'];
      const inQuery = parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name);
      const headers = parameters.filter((parameter) => parameter.in === 'header' && properties.includes(parameter.name)).map((parameter) => [parameter.name, parameter.name]);
      const withBody = method !== 'GET' && method !== 'DELETE';
      return { method, path, headers: Object.fromEntries(headers) as Record<string, string>, ...(withBody ? { query: inQuery } : {}), ...(Object.hasOwn(responses, '204') ? { status: 204 } : {}) };
    }
  }
  throw clientErrors.CLIENT_INVALID(`The OpenAPI document has no operation "${id}".`);
}
