import type { IncomingMessage } from 'node:http';

/** Headers with one value (RFC 9110 and the drafts used here); Node drops or joins their repetitions in silence. */
const singular: ReadonlySet<string> = new Set([
  'authorization', 'content-encoding', 'content-length', 'content-location', 'content-range', 'content-type', 'date', 'expect', 'from', 'host',
  'idempotency-key', 'if-modified-since', 'if-range', 'if-unmodified-since', 'last-event-id', 'max-forwards', 'origin', 'proxy-authorization',
  'range', 'referer', 'traceparent', 'transfer-encoding', 'user-agent',
]);

const none: readonly string[] = [];

/** The headers with one value that were sent more than once. */
export function repeatedHeaders(incoming: IncomingMessage): readonly string[] {
  let names = 0;
  for (const _name in incoming.headers) names += 1;
  return names * 2 === incoming.rawHeaders.length ? none : findRepeated(incoming.rawHeaders);
}

/** The same, from names and values in turn. */
export function findRepeated(raw: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? '';
    if (seen.has(name) && singular.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
}
