import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { HttpEndpoint, HttpResponse } from '../../../driver/endpoint.ts';
import { NodeRequest } from '../../../http/node/request.ts';
import { problemResponse } from '../../../http/problem.ts';
import { IsthmusError } from '../../../kernel/error.ts';

/** Options of the plugin besides Fastify's own `prefix`. */
export interface FastifyMount {
  readonly endpoint: HttpEndpoint;
}

/**
 * An endpoint (`await app.endpoint()`) as a plugin of Fastify: `fastify.register(fastifyEndpoint, { endpoint, prefix: '/api' })`.
 * Fastify's hooks run around it; its body parsers do not, within this plugin. What the endpoint does not know is Fastify's 404.
 */
export async function fastifyEndpoint(instance: FastifyInstance, { endpoint }: FastifyMount): Promise<void> {
  instance.removeAllContentTypeParsers();
  // The endpoint reads the body itself, under its own limits.
  instance.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const base = instance.prefix === '/' ? '' : instance.prefix;
  const answer = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => answerFastify(endpoint, base, request, reply);
  instance.all('/*', answer);
  if (base !== '') instance.all('', answer);
}

async function answerFastify(endpoint: HttpEndpoint, base: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  try {
    const target = (request.raw.url ?? '/').slice(base.length);
    const answer = await endpoint(new NodeRequest(request.raw, reply.raw, { base, target: target.startsWith('/') ? target : `/${target}` }));
    if (answer !== undefined) return send(reply, answer);
    reply.callNotFound();
    return reply;
  } catch (error) {
    if (error instanceof IsthmusError) return send(reply, problemResponse(error));
    throw error;
  }
}

function send(reply: FastifyReply, { status, headers, body }: HttpResponse): FastifyReply {
  reply.code(status).headers(headers as Record<string, string | string[]>);
  // To text Fastify would add a charset of its own.
  if (typeof body === 'string') return reply.send(Buffer.from(body));
  if (body === undefined || body instanceof Uint8Array) return reply.send(body);
  return reply.send(Readable.from(body, { objectMode: false }));
}
