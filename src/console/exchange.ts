import type { HttpRequest, HttpResponse } from '../driver/endpoint.ts';
import { parseBody, readBytes } from '../http/json-body.ts';
import type { Fault, OptionFields, Values } from '../kernel/options.ts';
import { readFields } from '../kernel/options.ts';
import { consoleErrors } from './errors.ts';

const limits = { maxBody: 16 * 1024 * 1024, maxDepth: 64 };

/** One request that found its route. */
export interface Exchange {
  /** Parts of the path by name, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly request: HttpRequest;
}

/** A piece of the path. */
export function part({ path }: Exchange, name: string): string {
  return path[name] ?? '';
}

/** The query, read by its specification. Throws `ADMIN_REQUEST_INVALID`. */
export function queryOf<const Fields extends OptionFields>({ request }: Exchange, fields: Fields): Values<Fields> {
  const given = Object.fromEntries(Array.from(new URLSearchParams(request.query), ([name, text]) => [name, typed(fields, name, text)]));
  return checked(fields, given);
}

/** Text of a query as the number or flag that its option wants. */
function typed(fields: OptionFields, name: string, text: string): unknown {
  const type = Object.hasOwn(fields, name) ? fields[name]?.schema['type'] : undefined;
  if ((type === 'integer' || type === 'number') && text.trim() !== '') return Number.isNaN(Number(text)) ? text : Number(text);
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
}

/** The body as JSON; `undefined` where it is empty. Throws what `parseBody` throws. */
export async function jsonOf({ request }: Exchange): Promise<unknown> {
  return parseBody(request, await readBytes(request, limits), limits);
}

/** The body, read by its specification. Throws `ADMIN_REQUEST_INVALID`. */
export async function bodyOf<const Fields extends OptionFields>(exchange: Exchange, fields: Fields): Promise<Values<Fields>> {
  return checked(fields, (await jsonOf(exchange)) ?? {});
}

function checked<const Fields extends OptionFields>(fields: Fields, given: unknown): Values<Fields> {
  const faults: Fault[] = [];
  const values = readFields(fields, given, '', faults);
  if (values !== undefined) return values;
  const told = faults.map(({ path, message }) => (path === '' ? `The body ${message}.` : `"${path}" ${message}.`)).join(' ');
  throw consoleErrors.ADMIN_REQUEST_INVALID({ what: told, details: { issues: faults.map(({ path, message }) => ({ pointer: `/${path}`, message })) } });
}

/** An answer of JSON. */
export function json(value: unknown, status = 200): HttpResponse {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', 'content-length': String(body.length), 'cache-control': 'no-store' }, body };
}

/** An answer of text. */
export function plain(text: string, type: string): HttpResponse {
  return { status: 200, headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(text)), 'cache-control': 'no-store' }, body: text };
}
