import { Components } from './components.ts';
import type { DescribedRoute } from './described.ts';
import { describedRoutes } from './described.ts';
import { bodyOfRoute, parametersOfRoute } from './parameters.ts';
import { responsesOfRoute } from './responses.ts';
import { jobPaths, sharedResponses, sharedSchemas } from './shared.ts';
import type { DocumentSource } from './source.ts';

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: ReadonlyArray<{ readonly url: string }>;
  readonly tags: ReadonlyArray<{ readonly name: string }>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: Readonly<Record<string, object>>;
}

const schemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic' },
  'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' },
} as const;

/** The document of every REST link of a map. `base`: the path under which it is served. */
export function openApiDocument(source: DocumentSource, base = ''): OpenApiDocument {
  const routes = describedRoutes(source);
  const components = new Components();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.options.path] ??= {})[route.options.method.toLowerCase()] = operationOf(route, components);
  const jobs = source.links.some((link) => link.method === 'job');
  const used = [...new Set(routes.filter((route) => route.options.authenticated).map((route) => route.options.security))];
  const tags = new Set([...routes.map(tagOf), ...(jobs ? ['jobs'] : [])]);
  return {
    openapi: '3.1.1',
    info: { title: source.name, version: String(Math.max(1, ...routes.map((route) => route.contract.version))) },
    servers: [{ url: base === '' ? '/' : base }],
    tags: [...tags].map((name) => ({ name })),
    paths: { ...paths, ...(jobs ? jobPaths : {}) },
    components: {
      schemas: { ...sharedSchemas, ...components.schemas },
      responses: sharedResponses,
      ...(used.length === 0 ? {} : { securitySchemes: Object.fromEntries(used.map((each) => [each, schemes[each]])) }),
    },
  };
}

const tagOf = (route: DescribedRoute): string => route.link.to[0] ?? route.link.from;

function operationOf(route: DescribedRoute, components: Components): object {
  const { contract, options } = route;
  const body = bodyOfRoute(route, components);
  return {
    operationId: contract.version === 1 ? contract.name : `${contract.name}.v${contract.version}`,
    summary: contract.summary === '' ? contract.name : contract.summary,
    tags: [tagOf(route)],
    ...(options.deprecated === undefined && options.sunset === undefined ? {} : { deprecated: true }),
    parameters: parametersOfRoute(route, components),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOfRoute(route, components),
    ...(options.authenticated ? { security: [{ [options.security]: options.scopes }] } : {}),
  };
}
