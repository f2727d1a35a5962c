import { parseJson } from '../../kernel/json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The body as a JSON object. Throws `JSON_MALFORMED`, `DATA_TOO_DEEP`, or a `TypeError` where it is something else. */
export function objectOf(body: Uint8Array): Fields {
  const value = parseJson(body);
  if (isFields(value)) return value;
  throw new TypeError('The body is no JSON object.');
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies at a path; `undefined` where it does not go so far. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isFields(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current;
}

/** Text or a number at a path, as text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : typeof found === 'number' ? String(found) : undefined;
}

/** Milliseconds since 1970 from seconds, or from a text of RFC 3339. */
export function timeFrom(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value < 1e11 ? value * 1_000 : value;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
