import { event, handle, integration, link, operation, party, service, streaming } from 'isthmus';
import type { Integration, IntegrationOptions } from 'isthmus';
import { httpErrors } from 'isthmus/http';
import { memory } from 'isthmus/memory';
import { stream } from 'isthmus/stream';
import { websocket } from 'isthmus/websocket';
import type { AuthenticateSocket, MayJoin, WebsocketOptions } from 'isthmus/websocket';
import { z } from 'zod';

export const getFlight = operation('flights.get', {
  input: z.object({ id: z.string().min(1).max(40) }), output: z.object({ id: z.string(), caller: z.string().nullable() }), effect: 'read',
  errors: { 'no-flight': { category: 'not-found', description: 'There is no such flight.', data: z.object({ id: z.string() }) } },
});
export const wait = operation('wait', { input: z.object({ ms: z.int() }), output: z.object({ aborted: z.boolean() }), effect: 'write' });
export const count = operation('count', { input: z.object({ to: z.int() }), output: streaming(z.object({ n: z.int() })), effect: 'read' });
export const sum = operation('sum', { input: streaming(z.object({ n: z.int() })), output: z.object({ sum: z.int() }), effect: 'write' });
export const double = operation('double', { input: streaming(z.object({ n: z.int() })), output: streaming(z.object({ n: z.int() })), effect: 'write' });
export const broken = operation('broken', { input: z.object({}), output: z.object({ ok: z.literal(true) }), effect: 'read' });
export const unspeakable = operation('unspeakable', { input: z.object({}), output: z.object({ n: z.unknown() }), effect: 'read' });
export const announce = operation('announce', { input: z.object({ gate: z.string() }), output: z.object({ answer: z.string() }), effect: 'write' });
export const askGate = operation('gate.ask', {
  input: z.object({ question: z.string() }), output: z.object({ answer: z.string() }), effect: 'read', errors: { busy: { category: 'conflict', description: 'Nobody has time.' } },
});
export const delayed = event('flights.delayed', { data: z.object({ origin: z.string(), n: z.int(), text: z.string().optional() }), key: 'origin' });
export const typing = event('gate.typing', { data: z.object({ text: z.string().max(100) }) });

/** What the handlers did. */
export const seen = { aborted: 0, taken: 0 };

const flights = service('flights', [
  handle(getFlight, ({ id }, { caller }) => {
    if (id === 'none') throw getFlight.error('no-flight', 'There is no flight "none".', { id });
    return { id, caller: caller?.subject ?? null };
  }),
  handle(wait, ({ ms }, { signal }) => new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ aborted: false }), ms);
    signal.addEventListener('abort', () => {
      seen.aborted += 1;
      clearTimeout(timer);
      resolve({ aborted: true });
    });
  })),
  handle(count, async function* ({ to }) {
    for (let n = 1; n <= to; n += 1) {
      seen.taken = n;
      yield { n };
    }
  }),
  handle(sum, async (values) => {
    let total = 0;
    for await (const { n } of values) total += n;
    return { sum: total };
  }),
  handle(double, async function* (values) {
    for await (const { n } of values) yield { n: n * 2 };
  }),
  handle(broken, () => ({ ok: false }) as never),
  handle(unspeakable, () => ({ n: 1n })),
  handle(announce, async ({ gate }, { call, connection }) => call(askGate, { question: `Is ${gate} open?` }, { to: connection ?? '', deadline: '2s' })),
  handle(delayed, () => {}),
]);

export const authenticate: AuthenticateSocket = (request) => {
  const token = request.headers['authorization'];
  if (token === undefined) return undefined;
  const [, subject, expires] = /^Bearer (\w+)(?: (\d+))?$/.exec(token) ?? [];
  if (subject === undefined || subject === 'mallory') throw httpErrors.CREDENTIALS_REFUSED('The token is not known.');
  return { subject, scopes: subject === 'ada' ? ['delays'] : [], ...(expires === undefined ? {} : { expiresAt: Date.now() + Number(expires) }) };
};
export const mayJoin: MayJoin = (room, caller) => room !== 'crew' || caller !== undefined;

type Live = Omit<WebsocketOptions, 'path'>;

/** An app with everything a socket has, started; events are kept in four partitions. */
export async function start(options: Live = {}, slow: Live = {}, more: Partial<IntegrationOptions> = {}): Promise<{ readonly app: Integration; readonly url: string }> {
  const web = party('web', { kind: 'browser' });
  const live = { path: '/live', authenticate, mayJoin, ...options };
  const via = () => websocket(live);
  const app = integration({
    name: 'live', engine: memory(), services: [flights], parties: [web], http: { port: 0 }, log: { debug() {}, info() {}, warn() {}, error() {} },
    links: [
      ...[getFlight, wait, count, sum, double, broken, unspeakable, announce].map((contract) => link({ from: web, to: flights, contract, via: via(), ...(contract === wait ? { policies: { deadline: '5s' } } : {}) })),
      link({ from: flights, to: web, contract: askGate, via: via() }),
      link({ from: flights, to: web, contract: delayed, via: websocket({ ...live, ...slow }) }),
      link({ from: flights, to: flights, contract: delayed, via: stream({ partitions: 4 }) }),
      link({ from: web, to: web, contract: typing, via: websocket({ ...live, room: true }) }),
    ],
    ...more,
  });
  await app.start();
  return { app, url: (await app.url()) ?? '' };
}
