import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { HttpResponse } from '../../driver/endpoint.ts';

/** Writes a response. A body that comes in pieces waits for the client; where it fails, the connection is cut, so that nobody takes a part for the whole. */
export function respond(response: ServerResponse, answer: HttpResponse): void {
  const { body } = answer;
  if (response.headersSent || response.destroyed) return void abandon(body);
  // Node's type wants mutable lists; it only reads them.
  response.writeHead(answer.status, answer.headers as Record<string, string | string[]>);
  if (typeof body === 'string') response.end(body, encodingOf(answer, body));
  else if (body === undefined || body instanceof Uint8Array) response.end(body);
  else if (body instanceof Readable) pipeline(body, response).catch(() => response.destroy());
  else void flow(response, body);
}

/** A text that is as long in bytes as in characters is ASCII, which Node writes faster as Latin-1. */
function encodingOf({ headers }: HttpResponse, body: string): 'latin1' | 'utf8' {
  return headers['content-length'] === String(body.length) ? 'latin1' : 'utf8';
}

/** Lets go of a body that nobody will read. */
function abandon(body: HttpResponse['body']): void {
  if (body instanceof Readable) body.destroy();
  else if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) void Promise.resolve(body[Symbol.asyncIterator]().return?.()).catch(() => {});
}

async function flow(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    response.flushHeaders();
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true || response.destroyed) break;
      if (!response.write(value)) await drained(response);
    }
    if (response.destroyed) await iterator.return?.();
    else response.end();
  } catch {
    cut(response);
  }
}

/** Resolves when more can be written, or never will be. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Closes the connection after what was written, without the end of the message. */
function cut(response: ServerResponse): void {
  // One turn, in which Node hands over what it collected.
  setImmediate(() => {
    if (response.socket === null) response.destroy();
    else response.socket.destroySoon();
  });
}
