import type { HttpEndpoint, HttpRequest, HttpResponse } from '../driver/endpoint.ts';
import type { Log } from '../kernel/handler.ts';
import { childTraceparent, traceFields } from '../kernel/trace.ts';
import { httpErrors } from './errors.ts';
import { faultText, isOurFault, problemResponse } from './problem.ts';

type Answer = HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** One endpoint out of several: the first that knows the request answers it. */
export function combine(endpoints: readonly HttpEndpoint[]): HttpEndpoint {
  const [only] = endpoints;
  if (only !== undefined && endpoints.length === 1) return only;
  return (request) => askFrom(endpoints, 0, request);
}

function askFrom(endpoints: readonly HttpEndpoint[], start: number, request: HttpRequest): Answer {
  for (let at = start; at < endpoints.length; at += 1) {
    const answer = endpoints[at]?.(request);
    if (answer instanceof Promise) return answer.then((settled) => settled ?? askFrom(endpoints, at + 1, request));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** An endpoint that refuses what no endpoint may see and turns what it throws into a problem document. Its promises must not reject. */
export function guarded(endpoint: HttpEndpoint, log: Log): HttpEndpoint {
  return (request) => {
    try {
      refuseDuplicates(request);
      return endpoint(request);
    } catch (error) {
      return failedResponse(error, request, log);
    }
  };
}

/** Throws `HEADER_DUPLICATED`. */
export function refuseDuplicates(request: HttpRequest): void {
  const [name] = request.duplicates;
  if (name !== undefined) throw httpErrors.HEADER_DUPLICATED({ what: `The header "${name}" was sent more than once.`, details: { header: name } });
}

/** The answer to what an endpoint threw; faults of ours go to the log. */
export function failedResponse(error: unknown, request: HttpRequest, log: Log): HttpResponse {
  const traceparent = childTraceparent(request.headers['traceparent']);
  if (isOurFault(error)) log.error('A request failed.', { error: faultText(error), method: request.method, path: request.path, ...traceFields(traceparent) });
  return problemResponse(error, traceparent);
}

/** What a host answers when no endpoint knows the request. */
export function unknownRoute(request: HttpRequest): HttpResponse {
  return problemResponse(httpErrors.ROUTE_UNKNOWN(`There is nothing at ${request.path.slice(0, 200)}.`));
}
