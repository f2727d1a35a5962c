import { handle, integration, link, operation, party, service } from 'isthmus';
import type { Integration, IntegrationOptions } from 'isthmus';
import { httpErrors } from 'isthmus/http';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import type { Authenticate } from 'isthmus/rest';
import { z } from 'zod';

export const findFlights = operation('flights.find', {
  summary: 'Find flights',
  input: z.object({
    origin: z.string().length(3), days: z.int().min(1).max(31).optional(), mean: z.number().optional(), delayed: z.boolean().optional(),
    status: z.enum(['waiting', 'departed']).optional(), tags: z.array(z.int()).optional(), limit: z.int().min(1).max(100).default(2), after: z.string().optional(),
  }),
  output: z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable(), asked: z.record(z.string(), z.unknown()) }),
  effect: 'read',
});

export const getFlight = operation('flights.get', {
  summary: 'One flight',
  input: z.object({ id: z.string().min(1).max(40) }),
  output: z.object({ id: z.string(), version: z.int() }),
  effect: 'read',
  errors: { 'no-flight': { category: 'not-found', description: 'There is no such flight.', data: z.object({ id: z.string() }) } },
});

export const book = operation('bookings.create', {
  summary: 'Book a seat',
  input: z.object({ flight: z.string(), passenger: z.object({ name: z.string(), age: z.int().optional() }), wishes: z.array(z.object({ what: z.string() })).max(100).optional() }),
  output: z.object({ booking: z.string(), calls: z.int() }),
  effect: 'write',
  errors: { 'sold-out': { category: 'conflict', description: 'No seat is left.' } },
});

export const change = operation('bookings.change', {
  summary: 'Change a booking',
  input: z.object({ id: z.string(), seat: z.int(), note: z.string().optional(), version: z.string().optional() }),
  output: z.object({ id: z.string(), seat: z.int(), version: z.string().nullable() }),
  effect: 'write',
});

export const cancel = operation('bookings.cancel', { input: z.object({ id: z.string() }), output: z.null(), effect: 'write', idempotent: true });
export const broken = operation('broken', { input: z.object({ how: z.enum(['throw', 'output', 'secret']) }), output: z.object({ ok: z.literal(true) }), effect: 'read' });
export const wait = operation('wait', { input: z.object({ ms: z.int() }), output: z.object({ aborted: z.boolean() }), effect: 'write' });
export const echo = operation('echo', { input: z.looseObject({ value: z.unknown() }), output: z.unknown(), effect: 'write' });

/** What the handlers did. */
export const seen = { booked: 0, aborted: 0 };

const authenticate: Authenticate = (request) => {
  const given = request.headers['authorization'];
  if (given === undefined) throw httpErrors.CREDENTIALS_MISSING('There is no token.');
  if (!given.startsWith('Bearer ada')) throw httpErrors.CREDENTIALS_REFUSED('The token is not known.');
  return { subject: 'ada', tenant: 'airport', scopes: given === 'Bearer ada-writes' ? ['write'] : [] };
};

const flights = service('flights', [
  handle(findFlights, (input) => ({ items: [{ id: 'a' }, { id: 'b' }], next: input.after === 'b' ? null : 'b', asked: input })),
  handle(getFlight, ({ id }) => {
    if (id === 'none') throw getFlight.error('no-flight', 'There is no flight "none".', { id });
    return { id, version: 1 };
  }),
  handle(broken, ({ how }) => {
    if (how === 'throw') throw new Error('password=hunter2');
    return (how === 'output' ? { ok: 'hunter2' } : { ok: true }) as { ok: true };
  }),
  handle(wait, ({ ms }, { signal }) => new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ aborted: false }), ms);
    signal.addEventListener('abort', () => {
      seen.aborted += 1;
      clearTimeout(timer);
      resolve({ aborted: true });
    });
  })),
  handle(echo, (input) => input),
]);

const bookings = service('bookings', [
  handle(book, async ({ flight }) => {
    if (flight === 'full') throw book.error('sold-out', 'Flight "full" is sold out.');
    seen.booked += 1;
    return { booking: `b-${flight}`, calls: seen.booked };
  }),
  handle(change, ({ id, seat, version }) => ({ id, seat, version: version ?? null })),
  handle(cancel, () => null),
]);

/** An app with one route of each kind. */
export function makeApp(options: Partial<IntegrationOptions> = {}): Integration {
  return integration({
    name: 'test', engine: memory(), services: [flights, bookings], parties: [party('web', { kind: 'browser' })],
    links: [
      link({ from: 'web', to: flights, contract: findFlights, via: rest({ method: 'GET', path: '/flights', paginate: true }) }),
      link({ from: 'web', to: flights, contract: getFlight, via: rest({ method: 'GET', path: '/flights/{id}' }) }),
      link({ from: 'web', to: flights, contract: broken, via: rest({ method: 'GET', path: '/broken/{how}' }) }),
      link({ from: 'web', to: flights, contract: wait, via: rest({ method: 'POST', path: '/wait' }), policies: { deadline: '100ms' } }),
      link({ from: 'web', to: flights, contract: echo, via: rest({ method: 'POST', path: '/echo', maxBody: '64KiB', maxDepth: 16 }) }),
      link({ from: 'web', to: bookings, contract: book, via: rest({ method: 'POST', path: '/bookings', status: 201 }), policies: { idempotency: {} } }),
      link({ from: 'web', to: bookings, contract: change, via: rest({ method: 'PUT', path: '/bookings/{id}', query: ['note'], headers: { version: 'if-match' }, authenticate, scopes: ['write'] }) }),
      link({ from: 'web', to: bookings, contract: cancel, via: rest({ method: 'DELETE', path: '/bookings/{id}', status: 204 }), policies: { rateLimit: { limit: 2, window: '1h' } } }),
    ],
    log: { debug() {}, info() {}, warn() {}, error() {} },
    http: { port: 0 },
    ...options,
  });
}

/** A response with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export async function ask(url: string, path: string, init?: RequestInit & { readonly duplex?: 'half' }): Promise<Answer> {
  const response = await fetch(url + path, init);
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

export const json = (value: unknown, headers: Record<string, string> = {}): RequestInit =>
  ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) });

export const issuesOf = (answer: Answer): ReadonlyArray<Record<string, string>> => (answer.body['issues'] ?? []) as ReadonlyArray<Record<string, string>>;
