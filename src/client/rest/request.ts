import { kernelErrors } from '../../kernel/errors.ts';
import type { Parameter } from '../../synchronous/rest/input/plan.ts';
import type { ClientRoute } from './route.ts';

/** One request, without what all have. */
export interface PlannedRequest {
  /** Path and query, below the service's address. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; `undefined`: the route takes no body. */
  readonly body: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Splits an input as the server reads it: path, query, headers, body. Throws `DATA_INVALID` for what has no form there. */
export function requestOf(route: ClientRoute, input: unknown): PlannedRequest {
  const { plan } = route;
  const fields: Fields = typeof input === 'object' && input !== null ? (input as Fields) : {};
  return { target: pathOf(route, fields) + queryOf(route, fields), headers: headersOf(route, fields), body: plan.body === 'none' ? undefined : bodyOf(route, input) };
}

/** The part of a value that the body brings, as JSON. */
export function bodyOf({ plan }: Pick<ClientRoute, 'plan'>, input: unknown): string {
  if (plan.body === 'whole' || typeof input !== 'object' || input === null) return JSON.stringify(input) ?? 'null';
  return JSON.stringify(Object.fromEntries(Object.entries(input).filter(([name]) => !plan.elsewhere.has(name))));
}

function pathOf({ segments, contract }: ClientRoute, fields: Fields): string {
  const parts = segments.map((segment) => ('text' in segment ? segment.text : segmentOf(contract.name, segment.parameter, fields[segment.parameter])));
  return `/${parts.join('/')}`;
}

function segmentOf(operation: string, property: string, value: unknown): string {
  const text = textOf(operation, property, value);
  // Clients and proxies take these away, and nothing is no segment.
  if (text === undefined || text === '' || text === '.' || text === '..') throw unfit(operation, property, 'has no form in a path');
  return encodeURIComponent(text);
}

function queryOf({ plan, contract }: ClientRoute, fields: Fields): string {
  const pairs = [...plan.query.keys()].flatMap((name) => {
    const value = fields[name];
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((each) => {
      const text = textOf(contract.name, name, each);
      return text === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
    });
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function headersOf({ plan, contract }: ClientRoute, fields: Fields): Readonly<Record<string, string>> {
  const entries = plan.headers.map(({ property, header }: Parameter & { readonly header: string }) => [header, textOf(contract.name, property, fields[property])] as const);
  for (const [header, text] of entries) if (text !== undefined && !/^[\x20-\x7e]*$/.test(text)) throw unfit(contract.name, header, 'has no form in a header');
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A value as text; `undefined`: it is left out. */
function textOf(operation: string, property: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw unfit(operation, property, value === null ? 'is null, which an address can\'t say' : 'has no form in an address');
}

function unfit(operation: string, property: string, message: string): Error {
  return kernelErrors.DATA_INVALID({ what: `The input of "${operation}" does not fit: /${property}: ${message}.`, details: { issues: [{ pointer: `/${property}`, message }] } });
}
