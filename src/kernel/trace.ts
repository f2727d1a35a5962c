import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes as lower-case hexadecimal; drawn in bulk, since one draw each costs more than the rest of a message. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** A fresh identifier: 128 random bits. */
export function randomId(): string {
  return randomHex(16);
}

const traceparentPattern = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether the text is a `traceparent` (W3C Trace Context, section 3.2). */
export function isTraceparent(value: string | undefined): value is string {
  return value !== undefined && value.length === 55 && !value.startsWith('ff') && traceparentPattern.test(value);
}

/** What a log line says of a trace, as OpenTelemetry names it; nothing where there is none. */
export function traceFields(traceparent: string | undefined): { readonly trace_id?: string; readonly span_id?: string } {
  return traceparent === undefined ? {} : { trace_id: traceparent.slice(3, 35), span_id: traceparent.slice(36, 52) };
}

/**
 * The `traceparent` of a piece of work below `parent`, or of a new trace; a malformed parent starts a new one. `sampled`: the flag
 * of a new trace.
 */
export function childTraceparent(parent: string | undefined, sampled = true): string {
  if (isTraceparent(parent)) return `${parent.slice(0, 36)}${randomHex(8)}${parent.slice(52)}`;
  return `00-${randomHex(16)}-${randomHex(8)}-${sampled ? '01' : '00'}`;
}
