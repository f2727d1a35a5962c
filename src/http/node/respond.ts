import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { HttpResponse } from '../../driver/endpoint.ts';
import { abandon, flow } from './flow.ts';

/** Writes a response. A body that comes in pieces waits for the client; where it fails, the connection is cut, so that nobody takes a part for the whole. */
export function respond(response: ServerResponse, answer: HttpResponse): void {
  const { body } = answer;
  if (response.headersSent || response.destroyed) return void abandon(body);
  // Node's type wants mutable lists; it only reads them.
  response.writeHead(answer.status, answer.headers as Record<string, string | string[]>);
  if (typeof body === 'string') response.end(body, encodingOf(answer, body));
  else if (body === undefined || body instanceof Uint8Array) response.end(body);
  else if (body instanceof Readable) pipeline(body, response).catch(() => response.destroy());
  else {
    response.flushHeaders();
    void flow(response, body, () => cut(response));
  }
}

/** A text that is as long in bytes as in characters is ASCII, which Node writes faster as Latin-1. */
function encodingOf({ headers }: HttpResponse, body: string): 'latin1' | 'utf8' {
  return headers['content-length'] === String(body.length) ? 'latin1' : 'utf8';
}

/** Closes the connection after what was written, without the end of the message. */
function cut(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.destroySoon();
}
