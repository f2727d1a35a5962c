import type { HttpEndpoint } from '../../../driver/endpoint.ts';
import { unknownRoute } from '../../../http/dispatch.ts';
import { answerFetch, FetchRequest, fetchResponse } from '../../../http/fetch.ts';

/** Where an endpoint is mounted. */
export interface FetchMount {
  /** The path under which it answers, without a slash at its end. Default: the root. */
  readonly base?: string;
}

/**
 * An endpoint (`await app.endpoint()`) as a handler of the Fetch standard, as Deno, Bun, edge platforms and service workers
 * take it: `export default { fetch: fetchHandler(endpoint) }`.
 */
export function fetchHandler(endpoint: HttpEndpoint, mount: FetchMount = {}): (request: Request) => Promise<Response> {
  return async (request) => (await answerFetch(endpoint, request, mount)) ?? fetchResponse(unknownRoute(new FetchRequest(request, mount)), request.method);
}
