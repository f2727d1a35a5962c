import { isTraceparent } from '../kernel/trace.ts';

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
