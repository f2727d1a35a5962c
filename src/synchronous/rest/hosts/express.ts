import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpEndpoint, HttpResponse } from '../../../driver/endpoint.ts';
import { NodeRequest } from '../../../http/node/request.ts';
import { respond } from '../../../http/node/respond.ts';
import { problemResponse } from '../../../http/problem.ts';
import { IsthmusError } from '../../../kernel/error.ts';
import { parsedBody } from './parsed-body.ts';

type ExpressHandler = (incoming: IncomingMessage & { readonly baseUrl?: string }, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * An endpoint (`await app.endpoint()`) as a middleware of Express, Connect and their like: `express.use('/api', expressHandler(endpoint))`.
 * It works before and after `express.json()`. What the endpoint does not know, and what it fails with, goes on to `next`.
 */
export function expressHandler(endpoint: HttpEndpoint): ExpressHandler {
  return (incoming, response, next) => {
    try {
      const request = new NodeRequest(incoming, response, { base: incoming.baseUrl ?? '', target: incoming.url ?? '/', body: parsedBody(incoming) });
      const answer = endpoint(request);
      if (answer instanceof Promise) answer.then((settled) => finish(response, settled, next)).catch(next);
      else finish(response, answer, next);
    } catch (error) {
      if (error instanceof IsthmusError) respond(response, problemResponse(error));
      else next(error);
    }
  };
}

function finish(response: ServerResponse, answer: HttpResponse | undefined, next: () => void): void {
  if (answer === undefined) next();
  else respond(response, answer);
}
