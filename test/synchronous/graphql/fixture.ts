import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import { handle, integration, link, operation, party, service, streaming } from 'isthmus';
import { graphql, relation } from 'isthmus/graphql';
import type { GraphqlGiven } from 'isthmus/graphql';
import { memory } from 'isthmus/memory';
import { z } from 'zod';

const Airport = z.object({ iata: z.string(), name: z.string() }).meta({ title: 'Airport' });
const Flight = z.object({ id: z.string(), origin: z.string(), destination: z.string().nullable(), delay: z.int().min(-1440).max(1440), state: z.enum(['on-time', 'late', 'true']), seats: z.int(), note: z.string().optional() }).meta({ title: 'Flight' });

export const getAirport = operation('airports.get', { input: z.object({ iata: z.string().min(3).max(3) }), output: Airport, effect: 'read', errors: { 'no-airport': { category: 'not-found', description: 'There is no such airport.' } } });
export const listAirports = operation('airports.list', { input: z.object({ iatas: z.array(z.string()) }), output: z.array(Airport), effect: 'read' });
export const departures = operation('flights.departures', { input: z.object({ origin: z.string(), limit: z.int().min(1).max(100).default(20), after: z.string().optional() }), output: z.object({ items: z.array(Flight), next: z.string().nullable() }), effect: 'read' });
export const setDelay = operation('flights.delay', { input: z.object({ id: z.string(), delay: z.int().min(0).max(1440), state: z.enum(['on-time', 'late', 'true']).optional() }), output: Flight, effect: 'write' });
export const watch = operation('flights.watch', { input: z.object({ id: z.string() }), output: streaming(z.object({ delay: z.number() })), effect: 'read' });
export const slow = operation('flights.slow', { input: z.object({}), output: z.object({ ok: z.boolean() }), effect: 'read' });
export const broken = operation('flights.broken', { input: z.object({}), output: z.object({ ok: z.boolean() }), effect: 'read' });

const names: Readonly<Record<string, string>> = { ABC: 'Alpha', XYZ: 'Omega', QRS: 'Sigma' };
const flight = (number: number) => ({ id: `f${number}`, origin: 'ABC', destination: ['XYZ', 'QRS', null][number % 3] ?? null, delay: number, state: (['on-time', 'late', 'true'] as const)[number % 3] ?? 'late', seats: 5_000_000_000 });

/** An app with GraphQL, and how often its handlers were called. */
export async function start(t: TestContext, given: GraphqlGiven = {}) {
  const calls: string[] = [];
  const heard: { aborted?: unknown; ended?: boolean; streamed?: AbortSignal } = {};
  const flights = service('flights', [
    handle(getAirport, ({ iata }) => {
      calls.push('airports.get');
      const name = names[iata];
      if (name === undefined) throw getAirport.error('no-airport', `No airport is called ${iata}.`);
      return { iata, name };
    }),
    handle(listAirports, ({ iatas }) => {
      calls.push(`airports.list ${iatas.toSorted().join()}`);
      return iatas.flatMap((iata) => (names[iata] === undefined ? [] : [{ iata, name: names[iata] }]));
    }),
    handle(departures, ({ limit, after }) => {
      calls.push('flights.departures');
      const from = after === undefined ? 0 : Number(after);
      const items = Array.from({ length: Math.min(limit, 7 - from) }, (_, at) => flight(from + at));
      return { items, next: from + limit < 7 ? String(from + limit) : null };
    }),
    handle(setDelay, ({ id, delay, state }) => ({ ...flight(1), id, delay, ...(state === undefined ? {} : { state }) })),
    handle(watch, async function* ({ id }, { signal }) {
      heard.streamed = signal;
      for (let delay = 0; id === 'for-ever' || delay < 3; delay += 1) {
        yield { delay };
        if (delay >= 3) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
    }),
    handle(slow, async (_input, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      heard.aborted = signal.reason;
      return { ok: true };
    }),
    handle(broken, () => {
      throw new TypeError('the password is 1234');
    }),
  ]);
  const via = (own: GraphqlGiven, relations: ReadonlyArray<ReturnType<typeof relation>> = []) => graphql({ ids: ['id', 'iata'], ...given, ...own, relations });
  const app = await integration({
    name: 'airfield', engine: memory(), services: [flights], parties: [party('web', { kind: 'browser' })], http: { port: 0 }, log: { debug() {}, info() {}, warn() {}, error() {} },
    links: [
      link({ from: 'web', to: flights, contract: getAirport, via: via({ field: 'airport' }) }),
      link({ from: 'web', to: flights, contract: listAirports, via: via({ root: false }, [relation({ type: 'Flight', field: 'destination', input: { iatas: 'destination' }, batch: 'iatas', by: 'iata' })]) }),
      link({ from: 'web', to: flights, contract: departures, via: via({}, [relation({ type: 'Airport', field: 'departures', input: { origin: 'iata' } })]) }),
      link({ from: 'web', to: flights, contract: setDelay, via: via({}) }),
      link({ from: 'web', to: flights, contract: watch, via: via({}) }),
      link({ from: 'web', to: flights, contract: slow, via: via({}), policies: { deadline: '100ms' } }),
      link({ from: 'web', to: flights, contract: broken, via: via({}) }),
    ],
  }).start();
  t.after(() => app.stop());
  const base = await app.url();
  assert.ok(base !== undefined);
  const url = `${base}/graphql`;
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) });
  const ask = async (query: string, variables?: object) => (await (await post({ query, variables })).json()) as Answer;
  return { app, url, post, ask, calls, heard };
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: ReadonlyArray<{ readonly message: string; readonly path?: readonly unknown[]; readonly extensions: Readonly<Record<string, unknown>> }>;
}
