import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { z } from 'zod';
import { event, handle, integration, link, operation, party, service, silentLog, streaming } from 'isthmus';
import type { Integration, TelemetryGiven } from 'isthmus';
import { graphql } from 'isthmus/graphql';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { hmac, webhook } from 'isthmus/webhook';
import { websocket } from 'isthmus/websocket';
import { connect } from 'isthmus/websocket-client';
import { Spans } from './spans.ts';
import { until } from '../until.ts';

const seat = z.object({ passenger: z.string() });
const book = operation('bookings.create', { input: seat, output: z.object({ booked: z.boolean() }), effect: 'write' });
const follow = operation('bookings.follow', { input: seat, output: streaming(z.object({ booked: z.boolean() })), effect: 'read' });
const booked = event('bookings.booked', { data: seat, key: 'passenger' });
const paid = event('payments.paid', { data: seat });
const scheme = hmac({ header: 'x-signature', idPath: ['id'] });

const spans = new Spans();
/** What the last handler was told of its trace. */
let heard: string | undefined;

async function started(telemetry: TelemetryGiven): Promise<Integration> {
  const desk = service('desk', [
    handle(book, async (input, { emit }) => {
      await emit(booked, input);
      return { booked: true };
    }),
    handle(follow, async function* (input, { emit }) {
      yield { booked: true };
      await emit(booked, input);
    }),
    handle(paid, ({ passenger }, { emit }) => emit(booked, { passenger })),
  ]);
  const clerk = service('clerk', [handle(booked, (_data, { traceparent }) => void (heard = traceparent))]);
  const app = integration({
    name: 'doors', engine: memory(), log: silentLog, http: { port: 0 }, telemetry, services: [desk, clerk],
    parties: [party('web', { kind: 'browser' }), party('bank', { kind: 'external-service' })],
    links: [
      link({ from: 'web', to: desk, contract: book, via: rest({ method: 'POST', path: '/bookings' }) }),
      link({ from: 'web', to: desk, contract: book, via: graphql({}) }),
      link({ from: 'web', to: desk, contract: follow, via: graphql({}) }),
      link({ from: 'web', to: desk, contract: book, via: websocket({ path: '/live' }) }),
      link({ from: 'bank', to: desk, contract: paid, via: webhook(scheme, { path: '/hooks/bank', secrets: ['agreed'] }) }),
      link({ from: desk, to: clerk, contract: booked, via: queue({}) }),
    ],
  });
  return app.start();
}

type Door = (url: string, headers: Readonly<Record<string, string>>) => Promise<void>;

async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  assert.ok(answer.ok, String(answer.status));
  return answer.json().catch(() => undefined);
}

const doors: Readonly<Record<string, Door>> = {
  REST: async (url, headers) => {
    assert.deepEqual(await post(`${url}/bookings`, headers, '{"passenger":"Ada"}'), { booked: true });
  },
  GraphQL: async (url, headers) => {
    assert.deepEqual(await post(`${url}/graphql`, headers, JSON.stringify({ query: 'mutation { bookingsCreate(passenger: "Ada") { booked } }' })), { data: { bookingsCreate: { booked: true } } });
  },
  'a subscription of GraphQL': async (url, headers) => {
    const body = JSON.stringify({ query: 'subscription { bookingsFollow(passenger: "Ada") { booked } }' });
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers }, body });
    assert.match(await answer.text(), /"booked":true/);
  },
  WebSocket: async (url, headers) => {
    const client = connect(`${url.replace('http', 'ws')}/live`);
    assert.deepEqual(await client.call('bookings.create', { passenger: 'Ada' }, headers), { booked: true });
    client.close();
  },
  webhook: async (url, headers) => {
    const body = JSON.stringify({ id: 'e1', passenger: 'Ada' });
    await post(`${url}/hooks/bank`, { ...headers, 'x-signature': createHmac('sha256', 'agreed').update(body).digest('hex') }, body);
  },
};

/** Enters by a door and gives the trace of the last handler. */
async function traceOf(door: Door, telemetry: TelemetryGiven, headers: Readonly<Record<string, string>> = {}, during = async (): Promise<void> => {}): Promise<string> {
  heard = undefined;
  const app = await started(telemetry);
  try {
    await door((await app.url()) ?? '', headers);
    const traceparent = await until(() => heard, 'the last handler is not called');
    await during();
    return traceparent?.slice(3, 35) ?? '';
  } finally {
    await app.stop();
  }
}

/** What enters by a door and fills a queue is one trace, up to the last handler. */
async function oneTrace(): Promise<void> {
  const last = () => spans.all().find(({ name }) => name.startsWith('process') && name.includes('booked'));
  await until(last, () => `the last handler has no span: ${names()}`);
  await until(() => spans.chain(last() ?? assert.fail()).length >= 3, () => `the chain is short: ${names()}`);
  assert.equal(new Set(spans.all().map((each) => each.spanContext().traceId)).size, 1, names());
}

const names = (): string => spans.all().map(({ name }) => name).join(', ');
const theirs = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceparent: `00-${theirs}-00f067aa0ba902b7-00` };

for (const [name, door] of Object.entries(doors)) describe(`the trace of what enters by ${name}`, () => {
  afterEach(() => spans.clear());

  test('is one up to the last consumer', async () => void (await traceOf(door, { traces: { ratio: 1 } }, {}, oneTrace)));

  test('is the caller\'s, where nobody here traces and where callers are followed', async () => {
    assert.equal(await traceOf(door, {}, headers), theirs);
    assert.equal(await traceOf(door, { traces: { ratio: 0 } }, headers), theirs);
  });

  test('is one of our own, where callers are not followed', async () => {
    assert.notEqual(await traceOf(door, { traces: { ratio: 0, followCallers: false } }, headers), theirs);
  });
});
