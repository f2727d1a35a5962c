import { systemClock } from '../../kernel/clock.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { childTraceparent } from '../../kernel/trace.ts';
import { timeoutHeader } from '../../synchronous/rest/deadline.ts';
import { clientErrors } from '../errors.ts';
import type { ClientCall } from '../transport.ts';

/** Where a service is and how it is asked. */
export interface Endpoint {
  /** Without a slash at its end. */
  readonly base: string;
  /** Added to each request: credentials. Asked for at each attempt. */
  readonly headers: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly fetch: typeof fetch;
  /** Bytes. */
  readonly maxAnswer: number;
}

/** Sends one request. Throws `CLIENT_UNREACHABLE`, or why nobody waits any more. */
export async function send({ base, headers, fetch }: Endpoint, target: string, request: Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> }, call: ClientCall): Promise<Response> {
  const all = { ...request.headers, ...callHeaders(call), ...(await headers()) };
  try {
    return await fetch(base + target, { ...request, headers: all, ...(call.signal === undefined ? {} : { signal: call.signal }) });
  } catch (error) {
    if (call.signal?.aborted === true && call.signal.reason instanceof IsthmusError) throw call.signal.reason;
    if (call.signal?.aborted === true) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error instanceof Error ? error.message : String(error);
    throw clientErrors.CLIENT_UNREACHABLE({ what: `${new URL(base).host} could not be reached: ${cause}.`, cause: error });
  }
}

/** The trace, the time that is left, and the key. */
function callHeaders({ traceparent, tracestate, deadline, idempotencyKey }: ClientCall): Readonly<Record<string, string>> {
  return {
    traceparent: childTraceparent(traceparent),
    ...(traceparent === undefined || tracestate === undefined ? {} : { tracestate }),
    ...(deadline === undefined ? {} : { [timeoutHeader]: String(Math.max(1, Math.floor(deadline - systemClock.now()))) }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': `"${idempotencyKey.replaceAll(/["\\]/g, '\\$&')}"` }),
  };
}
