import type { Origin } from '../driver/method.ts';
import type { Span } from '../driver/telemetry.ts';

/** Does work within a span, where there is one: it fails with the work, and ends with it. */
export async function within<T>(span: Span | undefined, origin: Origin, work: (origin: Origin) => T | Promise<T>): Promise<T> {
  if (span === undefined) return work(origin);
  try {
    return await work({ ...origin, traceparent: span.traceparent, tracestate: span.tracestate });
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}
