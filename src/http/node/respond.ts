import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { HttpResponse } from '../../driver/endpoint.ts';

/** Writes a response. A body that comes in pieces waits for the client; where it fails, the connection is cut, so that nobody takes a part for the whole. */
export function respond(response: ServerResponse, answer: HttpResponse): void {
  if (response.headersSent || response.destroyed) return;
  // Node's type wants mutable lists; it only reads them.
  response.writeHead(answer.status, answer.headers as Record<string, string | string[]>);
  const { body } = answer;
  if (typeof body === 'string') response.end(body, encodingOf(answer, body));
  else if (body === undefined || body instanceof Uint8Array) response.end(body);
  else pipeline(Readable.from(body, { objectMode: false }), response).catch(() => response.destroy());
}

/** A text that is as long in bytes as in characters is ASCII, which Node writes faster as Latin-1. */
function encodingOf({ headers }: HttpResponse, body: string): 'latin1' | 'utf8' {
  return headers['content-length'] === String(body.length) ? 'latin1' : 'utf8';
}
