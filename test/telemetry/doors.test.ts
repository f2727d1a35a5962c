import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { z } from 'zod';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { Integration } from 'isthmus';
import { graphql } from 'isthmus/graphql';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { hmac, webhook } from 'isthmus/webhook';
import { websocket } from 'isthmus/websocket';
import { connect } from 'isthmus/websocket-client';
import { Spans } from './spans.ts';
import { until } from '../until.ts';

const seat = z.object({ passenger: z.string() });
const book = operation('bookings.create', { input: seat, output: z.object({ booked: z.boolean() }), effect: 'write' });
const booked = event('bookings.booked', { data: seat, key: 'passenger' });
const paid = event('payments.paid', { data: seat });
const scheme = hmac({ header: 'x-signature', idPath: ['id'] });

const spans = new Spans();

async function started(): Promise<Integration> {
  const desk = service('desk', [
    handle(book, async (input, { emit }) => {
      await emit(booked, input);
      return { booked: true };
    }),
    handle(paid, ({ passenger }, { emit }) => emit(booked, { passenger })),
  ]);
  const clerk = service('clerk', [handle(booked, () => {})]);
  const app = integration({
    name: 'doors', engine: memory(), log: silentLog, http: { port: 0 }, telemetry: { traces: { ratio: 1 } }, services: [desk, clerk],
    parties: [party('web', { kind: 'browser' }), party('bank', { kind: 'external-service' })],
    links: [
      link({ from: 'web', to: desk, contract: book, via: graphql({}) }),
      link({ from: 'web', to: desk, contract: book, via: websocket({ path: '/live' }) }),
      link({ from: 'bank', to: desk, contract: paid, via: webhook(scheme, { path: '/hooks/bank', secrets: ['agreed'] }) }),
      link({ from: desk, to: clerk, contract: booked, via: queue({}) }),
    ],
  });
  return app.start();
}

/** What enters by a door and fills a queue is one trace, up to the last handler. */
async function oneTrace(enter: (url: string) => Promise<void>): Promise<void> {
  const app = await started();
  try {
    await enter((await app.url()) ?? '');
    await until(() => spans.all().some(({ name }) => name.startsWith('process') && name.includes('booked')), () => `the last handler has no span: ${names()}`);
    const last = spans.all().find(({ name }) => name.startsWith('process') && name.includes('booked'));
    await until(() => last !== undefined && spans.chain(last).length >= 3, () => `the chain is short: ${last === undefined ? '' : spans.chain(last).join(' < ')}; all: ${names()}`);
    assert.equal(new Set(spans.all().map((each) => each.spanContext().traceId)).size, 1, names());
  } finally {
    await app.stop();
  }
}

const names = (): string => spans.all().map(({ name }) => name).join(', ');

describe('one trace from each door to the last consumer', () => {
  afterEach(() => spans.clear());

  test('GraphQL', () => oneTrace(async (url) => {
    const body = JSON.stringify({ query: 'mutation { bookingsCreate(passenger: "Ada") { booked } }' });
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.deepEqual(await answer.json(), { data: { bookingsCreate: { booked: true } } });

  }));

  test('WebSocket', () => oneTrace(async (url) => {
    const client = connect(`${url.replace('http', 'ws')}/live`);
    assert.deepEqual(await client.call('bookings.create', { passenger: 'Ada' }), { booked: true });
    client.close();
  }));

  test('webhook', () => oneTrace(async (url) => {
    const body = JSON.stringify({ id: 'e1', passenger: 'Ada' });
    const signature = createHmac('sha256', 'agreed').update(body).digest('hex');
    const answer = await fetch(`${url}/hooks/bank`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-signature': signature }, body });
    assert.ok(answer.ok, await answer.text());
  }));
});
