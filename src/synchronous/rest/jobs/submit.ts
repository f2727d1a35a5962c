import type { HttpResponse } from '../../../driver/endpoint.ts';
import type { MethodHost } from '../../../driver/method.ts';
import type { Exchange } from '../exchange.ts';

const asynchronously = /(?:^|,)\s*respond-async\s*(?:[,;]|$)/i;

/** Whether the answer is a job: always by the route, or because the caller prefers so (RFC 7240, section 4.1). */
export function wantsJob({ route, request }: Exchange): boolean {
  if (route.options.respond === 'job') return true;
  const prefer = request.headers['prefer'];
  return prefer !== undefined && route.submittable && asynchronously.test(prefer);
}

/** Hands the operation over as a job and says where it is. Throws `DATA_INVALID`. */
export async function submissionResponse(exchange: Exchange, input: unknown, host: MethodHost): Promise<HttpResponse> {
  const { route, request, caller, traceparent, tracestate } = exchange;
  const key = exchange.key === undefined ? {} : { idempotencyKey: exchange.idempotencyKey };
  const job = await host.submit(route.contract, input, key, { source: `/${host.name}/${route.link.from}`, traceparent, tracestate, caller });
  const location = `${request.base}/jobs/${encodeURIComponent(job.id)}`;
  const body = JSON.stringify({ id: job.id, operation: job.operation, state: 'queued', progress: 0, location });
  return {
    status: 202,
    headers: {
      'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), location, 'retry-after': '1',
      ...(route.options.respond === 'job' ? {} : { 'preference-applied': 'respond-async' }),
    },
    body,
  };
}
