import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { HttpRequest, HttpResponse, UpgradeEndpoint } from '../../driver/endpoint.ts';
import type { Log } from '../../kernel/handler.ts';
import { failedResponse, refuseDuplicates, unknownRoute } from '../dispatch.ts';
import { problemResponse } from '../problem.ts';
import { repeatedHeaders } from './headers.ts';
import { splitTarget } from './target.ts';

/** Whether a request wants to become a WebSocket. */
export const isSocketUpgrade = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

interface Arrival {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly log: Log;
  /** Throws where the limits of the host are passed. */
  readonly refuse: () => void;
}

/** Hands a connection to whoever takes it over, or answers why nobody does. */
export async function takeUpgrade(upgrade: UpgradeEndpoint, { incoming, socket, head, log, refuse }: Arrival): Promise<void> {
  const ignore = (): void => {};
  socket.on('error', ignore);
  let request: HttpRequest | undefined;
  try {
    refuse();
    request = requestOf(incoming, socket);
    refuseDuplicates(request);
    const answer = (await upgrade(request)) ?? unknownRoute(request);
    if (socket.destroyed) return;
    if ('accept' in answer) answer.accept(socket, head);
    else write(socket, answer);
  } catch (error) {
    write(socket, request === undefined ? problemResponse(error) : failedResponse(error, request, log));
  }
}

/** The request without a body, seen neutrally. */
function requestOf(incoming: IncomingMessage, socket: Duplex): HttpRequest {
  const { path, query } = splitTarget(incoming.url ?? '');
  const peer = incoming.socket;
  let signal: AbortSignal | undefined;
  return {
    method: incoming.method ?? 'GET', path, query, base: '',
    // Only `set-cookie` is ever a list, and no client sends it.
    headers: incoming.headers as Record<string, string | undefined>,
    duplicates: repeatedHeaders(incoming), remoteAddress: peer.remoteAddress ?? '', secure: 'encrypted' in peer && peer.encrypted === true,
    get signal() {
      return (signal ??= abortedOnClose(socket));
    },
    body: () => new Uint8Array(0),
    async *stream() {},
  };
}

function abortedOnClose(socket: Duplex): AbortSignal {
  const controller = new AbortController();
  socket.once('close', () => controller.abort(new DOMException('The client went away.', 'AbortError')));
  return controller.signal;
}

/** How long a client may take to read why it was refused, milliseconds. */
const grace = 2_000;

function write(socket: Duplex, { status, headers, body }: HttpResponse): void {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${typeof body === 'string' ? body : ''}`);
  setTimeout(() => socket.destroy(), grace).unref();
}
