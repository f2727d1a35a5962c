import type { HttpRequest } from '../../driver/endpoint.ts';
import { httpErrors } from '../../http/errors.ts';

/** How long the client waits, whole milliseconds from 1. HTTP has no such header; `prefer: wait` (RFC 7240) counts in seconds. */
export const timeoutHeader = 'x-request-timeout-ms';

/** When nobody waits any more: the earlier of the link's own limit and the client's. Throws `REQUEST_MALFORMED`. */
export function deadlineOf(request: HttpRequest, limit: number | undefined, now: number): number | undefined {
  const given = request.headers[timeoutHeader];
  if (given === undefined) return limit === undefined ? undefined : now + limit;
  if (!/^[1-9]\d{0,9}$/.test(given)) throw httpErrors.REQUEST_MALFORMED(`The header "${timeoutHeader}" must be whole milliseconds from 1.`);
  return now + Math.min(Number(given), limit ?? Infinity);
}
