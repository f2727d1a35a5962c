import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';

import type { HttpEndpoint } from 'isthmus/http';
import { expressHandler } from 'isthmus/express';
import { fastifyEndpoint } from 'isthmus/fastify';
import { fetchHandler } from 'isthmus/fetch';
import { honoHandler } from 'isthmus/hono';

/** Serves the endpoint under `/api` in a framework, which has `/own` for itself. */
export type Mount = (endpoint: HttpEndpoint) => Promise<{ readonly url: string; close(): Promise<void> }>;

async function listen(handler: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown): ReturnType<Mount> {
  const server = createServer((incoming, outgoing) => void handler(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Runs a handler of the Fetch standard on `node:http`, as adapters do. */
function listenFetch(handler: (request: Request) => Response | Promise<Response>): ReturnType<Mount> {
  return listen(async (incoming, outgoing) => {
    const controller = new AbortController();
    outgoing.on('close', () => controller.abort());
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request = new Request(`http://localhost${incoming.url}`, {
      method: incoming.method ?? 'GET', headers: incoming.headers as Record<string, string>, signal: controller.signal,
      ...(hasBody ? { body: ReadableStream.from(incoming), duplex: 'half' } : {}),
    } as RequestInit);
    const response = await handler(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body === null) outgoing.end();
    // A client that goes away ends the body too.
    else await pipeline(Readable.fromWeb(response.body as NodeStream), outgoing).catch(() => undefined);
  });
}

function expressApp(endpoint: HttpEndpoint, first: readonly express.RequestHandler[]): ReturnType<Mount> {
  const app = express();
  for (const each of first) app.use(each);
  app.use('/api', expressHandler(endpoint));
  app.get('/own', (_request, response) => void response.send('own'));
  app.use((_request: unknown, response: express.Response) => void response.status(404).send('not ours'));
  return listen(app);
}

/** Every host, and what may have read the body before. */
export const mounts: Readonly<Record<string, Mount>> = {
  Express: (endpoint) => expressApp(endpoint, []),
  'Express after express.json()': (endpoint) => expressApp(endpoint, [express.json({ strict: false })]),
  'Express with the raw body kept': (endpoint) => expressApp(endpoint, [express.json({ verify: (request, _response, raw) => void Object.assign(request, { rawBody: raw }) })]),
  Fastify: async (endpoint) => {
    const app = fastify({ forceCloseConnections: true });
    app.get('/own', async () => 'own');
    app.setNotFoundHandler((_request, reply) => void reply.code(404).send('not ours'));
    await app.register(fastifyEndpoint, { endpoint, prefix: '/api' });
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  Hono: (endpoint) => {
    const app = new Hono();
    app.use('/api/*', honoHandler(endpoint, { base: '/api' }));
    app.get('/own', (context) => context.text('own'));
    app.notFound((context) => context.text('not ours', 404));
    return listenFetch((request) => app.fetch(request));
  },
  'Hono after a middleware that read the body': (endpoint) => {
    const app = new Hono();
    app.use('*', async (context, next) => {
      if (context.req.method !== 'GET') await context.req.text();
      await next();
    });
    app.use('/api/*', honoHandler(endpoint, { base: '/api' }));
    app.get('/own', (context) => context.text('own'));
    app.notFound((context) => context.text('not ours', 404));
    return listenFetch((request) => app.fetch(request));
  },
  fetch: (endpoint) => {
    const handler = fetchHandler(endpoint, { base: '/api' });
    return listenFetch((request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/own') return new Response('own');
      return pathname.startsWith('/api/') && pathname !== '/api/nowhere' ? handler(request) : new Response('not ours', { status: 404 });
    });
  },
};
