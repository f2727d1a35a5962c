import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { Outcome } from '../../driver/method.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { validate } from '../../kernel/validate.ts';
import { restErrors } from './errors.ts';
import { etagOf, unchanged } from './etag.ts';
import { nextLink } from './pagination.ts';
import type { RestRoute } from './route.ts';

/** A response with headers that can still be added to. */
export interface OpenResponse extends HttpResponse {
  readonly headers: Record<string, string>;
}

/** The outcome with its output as the contract has it. Throws `REST_OUTPUT_INVALID`. */
export function checkedOutcome(route: RestRoute, outcome: Outcome): Outcome | Promise<Outcome> {
  try {
    const output = validate(route.output, outcome.output, route.outputName);
    if (output instanceof Promise) return output.then((settled: unknown) => ({ ...outcome, output: settled }), (error: unknown) => refuseOutput(route, error));
    return output === outcome.output ? outcome : { output, effects: outcome.effects };
  } catch (error) {
    return refuseOutput(route, error);
  }
}

function refuseOutput({ contract }: RestRoute, error: unknown): never {
  const issues = error instanceof IsthmusError ? error.details['issues'] : undefined;
  throw restErrors.REST_OUTPUT_INVALID({ what: `The handler of "${contract.name}" answered with what its contract does not allow: ${JSON.stringify(issues)}.`, cause: error });
}

/** The response of success. Throws `ETAG_DIFFERENT`. */
export function outputResponse(route: RestRoute, request: HttpRequest, output: unknown): OpenResponse {
  const { status, paginate } = route.options;
  if (status === 204) return { status, headers: {} };
  const body = JSON.stringify(output) ?? 'null';
  const headers: Record<string, string> = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  if (paginate) addNext(headers, request, output);
  return route.cacheControl === undefined ? { status, headers, body } : cached(route, request, status, headers, body);
}

function cached(route: RestRoute, request: HttpRequest, status: number, headers: Record<string, string>, body: string): OpenResponse {
  headers['cache-control'] = route.cacheControl ?? 'no-cache';
  if (!route.options.etag) return { status, headers, body };
  const etag = etagOf(body);
  headers['etag'] = etag;
  if (!unchanged(request, etag)) return { status, headers, body };
  const { 'content-type': _type, 'content-length': _length, ...kept } = headers;
  return { status: 304, headers: kept };
}

function addNext(headers: Record<string, string>, request: HttpRequest, output: unknown): void {
  const next = (output as { readonly next?: unknown } | null)?.next;
  if (typeof next === 'string' || typeof next === 'number') headers['link'] = nextLink(request, String(next));
}
