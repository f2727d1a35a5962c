import assert from 'node:assert/strict';
import { test } from 'node:test';

import { start } from './fixture.ts';

test('an airport page is three levels of relations, each loaded by one call: no N+1', async (t) => {
  const { ask, calls } = await start(t);
  const answer = await ask('query ($iata: ID!) { airport(iata: $iata) { name departures(first: 6) { edges { node { id delay state seats destination { name } } cursor } pageInfo { hasNextPage endCursor } } } }', { iata: 'ABC' });
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  const airport = answer.data?.['airport'] as { name: string; departures: { edges: ReadonlyArray<{ node: object; cursor: string | null }>; pageInfo: object } };
  assert.equal(airport.departures.edges.length, 6);
  assert.deepEqual(airport.departures.edges[0], { node: { id: 'f0', delay: 0, state: 'on_time', seats: 5_000_000_000, destination: { name: 'Omega' } }, cursor: null });
  assert.deepEqual(airport.departures.edges[2]?.node, { id: 'f2', delay: 2, state: '_true', seats: 5_000_000_000, destination: null });
  assert.deepEqual(airport.departures.pageInfo, { hasNextPage: true, endCursor: '6' });
  assert.deepEqual(calls, ['airports.get', 'flights.departures', 'airports.list QRS,XYZ']);
});

test('the same page asked for under two names is loaded once, and the next page follows its cursor', async (t) => {
  const { ask, calls } = await start(t);
  const { data } = await ask('{ airport(iata: "ABC") { a: departures(first: 6, after: "6") { nodes { id } pageInfo { hasNextPage } } b: departures(first: 6, after: "6") { nodes { id } } } }');
  assert.deepEqual(data, { airport: { a: { nodes: [{ id: 'f6' }], pageInfo: { hasNextPage: false } }, b: { nodes: [{ id: 'f6' }] } } });
  assert.deepEqual(calls, ['airports.get', 'flights.departures']);
});

test('writes are mutations; enums with odd names keep their value, and a null for what may be left out is left out', async (t) => {
  const { ask } = await start(t);
  const { data, errors } = await ask('mutation { one: flightsDelay(id: "f9", delay: 5, state: on_time) { id delay state } two: flightsDelay(id: "f8", delay: 6, state: null) { delay state note } }');
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.deepEqual(data, { one: { id: 'f9', delay: 5, state: 'on_time' }, two: { delay: 6, state: 'late', note: null } });
});

test('errors have permanent codes: declared, of the contract, and ours without their inside', async (t) => {
  const { ask } = await start(t);
  const { data, errors } = await ask('{ none: airport(iata: "NOP") { name } long: airport(iata: "LONG") { name } flightsBroken { ok } airport(iata: "ABC") { name } }');
  assert.deepEqual(data, { none: null, long: null, flightsBroken: null, airport: { name: 'Alpha' } });
  const by = new Map(errors?.map((error) => [error.path?.[0], error]));
  assert.equal(by.get('none')?.extensions['code'], 'no-airport');
  assert.equal(by.get('none')?.extensions['category'], 'not-found');
  assert.equal(by.get('long')?.extensions['code'], 'DATA_INVALID');
  assert.ok(Array.isArray(by.get('long')?.extensions['issues']));
  assert.equal(by.get('flightsBroken')?.extensions['code'], 'SERVER_FAULT');
  assert.equal(JSON.stringify(errors).includes('1234'), false);
});

test('a deadline reaches the handler', async (t) => {
  const { ask, heard } = await start(t);
  const { errors } = await ask('{ flightsSlow { ok } }');
  assert.equal(errors?.[0]?.extensions['code'], 'DEADLINE_EXCEEDED');
  assert.ok(heard.aborted !== undefined);
});

test('a streaming output is a subscription by server-sent events, with an end', async (t) => {
  const { post } = await start(t);
  const response = await post({ query: 'subscription { flightsWatch(id: "f1") { delay } }' }, { accept: 'text/event-stream' });
  const next = (delay: number): string => `event: next\ndata: {"data":{"flightsWatch":{"delay":${delay}}}}\n\n`;
  assert.equal(await response.text(), `:\n\n${next(0)}${next(1)}${next(2)}event: complete\ndata:\n\n`);
});

test('a subscriber that goes away ends its handler; one answer can not carry a subscription', async (t) => {
  const { post, heard } = await start(t);
  const controller = new AbortController();
  const response = await post({ query: 'subscription { flightsWatch(id: "for-ever") { delay } }' }, { accept: 'text/event-stream' }, controller.signal);
  await response.body?.getReader().read();
  controller.abort();
  while (heard.streamed?.aborted !== true) await new Promise((resolve) => setTimeout(resolve, 5));
  const refused = await post({ query: 'subscription { flightsWatch(id: "f1") { delay } }' });
  assert.equal(refused.status, 415);
});
