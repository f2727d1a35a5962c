import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { httpErrors } from '../errors.ts';
import { problemResponse } from '../problem.ts';

const grace = 500;

/** What Node's parser reports, in our words; `undefined` where nobody listens any more. */
function faultOf(error: NodeJS.ErrnoException): Error | undefined {
  switch (error.code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return undefined;
    case 'HPE_HEADER_OVERFLOW':
      return httpErrors.HEADERS_TOO_LARGE('The headers are larger than this server reads.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return httpErrors.BODY_TOO_SLOW('The request did not arrive in time.');
    default:
      return httpErrors.REQUEST_MALFORMED('The bytes are not an HTTP request.');
  }
}

/** Answers what Node could not parse with a problem document, then closes. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  const fault = faultOf(error);
  if (fault === undefined || !socket.writable || answering(socket)) socket.destroy();
  else refuseRaw(fault, socket);
}

/** Whether a response is under way, into which another one must not be written. */
function answering(socket: Duplex): boolean {
  const current = (socket as Duplex & { readonly _httpMessage?: { readonly headersSent: boolean } | null })._httpMessage;
  return current?.headersSent === true;
}

/** Writes a problem document by hand, for connections that have no response. */
export function refuseRaw(fault: Error, socket: Duplex): void {
  const { status, headers, body } = problemResponse(fault);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`);
  // A close with unread bytes resets the connection, and the client may lose the answer.
  setTimeout(() => socket.destroy(), grace).unref();
}
