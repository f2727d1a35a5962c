import type { HttpEndpoint, HttpRequest, HttpResponse } from '../driver/endpoint.ts';
import { httpErrors } from '../http/errors.ts';
import { consoleErrors } from './errors.ts';
import type { OptionFields } from '../kernel/options.ts';
import { queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';

/** One resource and what is done to it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /admin/1; `:name` stands for one part. */
  readonly path: string;
  /** The parameters of its query; any other is refused. */
  readonly query?: OptionFields;
  run(exchange: Exchange): Promise<HttpResponse> | HttpResponse;
}

/** The version of the admin API, in its path. */
export const adminPath = '/admin/1';

/** Finds the route of a request. Throws `ADMIN_ROUTE_UNKNOWN` or `METHOD_NOT_ALLOWED`. */
export function routed(routes: readonly Route[]): HttpEndpoint {
  return (request) => {
    const parts = partsOf(request);
    const fitting = routes.flatMap((route) => {
      const path = parts === undefined ? undefined : matched(route.path, parts);
      return path === undefined ? [] : [{ route, path }];
    });
    const found = fitting.find(({ route }) => route.method === request.method);
    if (found !== undefined) return run(found.route, { path: found.path, request });
    if (fitting.length === 0) throw consoleErrors.ADMIN_ROUTE_UNKNOWN(`There is nothing at ${request.path.slice(0, 200)}.`);
    throw httpErrors.METHOD_NOT_ALLOWED({ what: `${request.path.slice(0, 200)} takes ${fitting.map(({ route }) => route.method).join(' and ')}, not ${request.method.slice(0, 20)}.`, fix: 'Use a method that the message names.' });
  };
}

function run(route: Route, exchange: Exchange): HttpResponse | Promise<HttpResponse> {
  queryOf(exchange, route.query ?? {});
  return route.run(exchange);
}

function partsOf({ path }: HttpRequest): readonly string[] | undefined {
  if (!path.startsWith(`${adminPath}/`)) return undefined;
  try {
    return path.slice(adminPath.length + 1).split('/').map(decodeURIComponent);
  } catch {
    throw httpErrors.REQUEST_MALFORMED('The address is not percent-encoded UTF-8.');
  }
}

function matched(pattern: string, parts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const pieces = pattern.slice(1).split('/');
  if (pieces.length !== parts.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, piece] of pieces.entries()) {
    const given = parts[index] ?? '';
    if (piece.startsWith(':')) found[piece.slice(1)] = given;
    else if (piece !== given) return undefined;
  }
  return found;
}
