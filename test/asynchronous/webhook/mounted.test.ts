import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { answerFetch } from '../../../src/http/fetch.ts';
import { expressHandler } from 'isthmus/express';
import { fastifyEndpoint } from 'isthmus/fastify';
import { honoHandler } from 'isthmus/hono';
import type { HttpEndpoint } from 'isthmus/http';
import { Stripe } from 'stripe';
import { until } from '../host.ts';
import { partnerApp } from './app.ts';

const secret = 'whsec_0123456789';
// What a parser and JSON.stringify would not give back as it was.
const body = '{ "id":"evt_1", "type":"a.b", "amount": 1.50, "name":"Gr\\u00fc\\u00dfe" }';
const delivery = (): RequestInit & { readonly method: string } => ({ method: 'POST', body, headers: { 'content-type': 'application/json', 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) } });

async function served(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function mounted(work: (endpoint: HttpEndpoint) => Promise<void>): Promise<void> {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, app: { http: false } });
  const endpoint = await partner.app.endpoint();
  assert.ok(endpoint !== undefined);
  await work(endpoint);
  await until(() => partner.handled.length === 1);
}

test('mounted in Express, before its parsers, or behind one that keeps the bytes', async () => {
  await mounted(async (endpoint) => {
    const before = express().use('/api', expressHandler(endpoint)).use(express.json());
    await served(before as RequestListener, async (url) => assert.equal((await fetch(`${url}/api/hooks/partner`, delivery())).status, 200));
    const behind = express().use(express.json({ verify: (incoming, _response, bytes) => void Object.assign(incoming, { rawBody: bytes }) })).use(expressHandler(endpoint));
    await served(behind as RequestListener, async (url) => assert.equal((await fetch(`${url}/hooks/partner`, delivery())).status, 200));
    // Where the bytes are gone, nothing can be verified, and nothing is taken.
    const lost = express().use(express.json()).use(expressHandler(endpoint));
    await served(lost as RequestListener, async (url) => assert.equal((await fetch(`${url}/hooks/partner`, delivery())).status, 401));
  });
});

test('mounted in Fastify, in Hono and behind fetch', async () => {
  await mounted(async (endpoint) => {
    const server = fastify();
    await server.register(fastifyEndpoint, { endpoint, prefix: '/api' });
    const url = await server.listen({ port: 0 });
    assert.equal((await fetch(`${url}/api/hooks/partner`, delivery())).status, 200);
    await server.close();
    const hono = new Hono();
    hono.use('/*', honoHandler(endpoint));
    assert.equal((await hono.request('/hooks/partner', delivery())).status, 200);
    assert.equal((await answerFetch(endpoint, new Request('http://a.example/hooks/partner', delivery())))?.status, 200);
  });
});
