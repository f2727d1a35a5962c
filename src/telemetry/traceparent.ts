import type { Span, Tracing } from '../driver/telemetry.ts';
import { childTraceparent, isTraceparent } from '../kernel/trace.ts';

/** The parts of a `traceparent`. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Reads a `traceparent`; `undefined` where it is none. Only the sampled flag is known (W3C Trace Context, section 3.2.2.5). */
export function readTraceparent(value: string | undefined): TraceIds | undefined {
  if (!isTraceparent(value)) return undefined;
  return { traceId: value.slice(3, 35), spanId: value.slice(36, 52), sampled: (Number.parseInt(value.slice(53), 16) & 1) === 1 };
}

/** Whether what was well-formed when it came in is sampled: its last digit is odd. */
export function isSampledTrace(traceparent: string | undefined): boolean {
  return traceparent !== undefined && (Number.parseInt(traceparent.slice(-1), 16) & 1) === 1;
}

/** A `tracestate` as it may go on: one line, and of the length that everybody must pass on (W3C Trace Context, section 3.3.1.5); else none. */
export function readTracestate(value: string | undefined): string | undefined {
  return value !== undefined && value.length <= 512 && /^[\x20-\x7e]+$/.test(value) ? value : undefined;
}

/** Whether the trace of somebody outside goes on here. */
export const followsCallers = (tracing: Tracing | undefined): boolean => tracing === undefined || tracing.followsCallers;

/**
 * The `traceparent` of work that enters with a request: that of its span; else below what the request gave, where callers are followed; else of
 * a new trace, which is sampled only where nobody here samples.
 */
export function enteredTraceparent(given: string | undefined, span: Span | undefined, tracing: Tracing | undefined): string {
  return span?.traceparent ?? childTraceparent(followsCallers(tracing) ? given : undefined, tracing === undefined);
}
