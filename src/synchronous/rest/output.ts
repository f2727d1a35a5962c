import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { Outcome } from '../../driver/method.ts';
import { unchanged } from '../../http/content/conditions.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { validate } from '../../kernel/validate.ts';
import { restErrors } from './errors.ts';
import { etagOf } from './etag.ts';
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

/** Throws `REST_OUTPUT_INVALID` for an output that the contract does not allow. */
export function refuseOutput({ contract }: RestRoute, error: unknown): never {
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
  if (route.cacheControl !== undefined) headers['cache-control'] = route.cacheControl;
  return route.options.method === 'GET' ? validated(route, request, { status, headers, body }, output) : { status, headers, body };
}

/** The answer of a read with what tells its state, or 304 where the client has it. */
function validated(route: RestRoute, request: HttpRequest, answer: OpenResponse & { readonly body: string }, output: unknown): OpenResponse {
  const { etag: wanted, lastModified: property } = route.options;
  if (!wanted && property === undefined) return answer;
  const { status, headers, body } = answer;
  const etag = wanted ? etagOf(body) : undefined;
  const lastModified = property === undefined ? undefined : timeOf((output as Readonly<Record<string, unknown>> | null)?.[property]);
  if (etag !== undefined) headers['etag'] = etag;
  if (lastModified !== undefined) headers['last-modified'] = new Date(lastModified).toUTCString();
  if (!unchanged(request, { etag, lastModified })) return { status, headers, body };
  const { 'content-type': _type, 'content-length': _length, ...kept } = headers;
  return { status: 304, headers: kept };
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
  return Math.abs(time) <= 8.64e15 ? time : undefined;
}

function addNext(headers: Record<string, string>, request: HttpRequest, output: unknown): void {
  const next = (output as { readonly next?: unknown } | null)?.next;
  if (typeof next === 'string' || typeof next === 'number') headers['link'] = nextLink(request, String(next));
}
