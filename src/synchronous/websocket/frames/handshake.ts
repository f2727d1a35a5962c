import { hash } from 'node:crypto';

import type { HttpRequest } from '../../../driver/endpoint.ts';
import { websocketErrors } from '../errors.ts';

/** What every server appends to the key (RFC 6455, section 1.3). */
const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const keyForm = /^[+/0-9A-Za-z]{22}==$/;
/** The sub-protocol (docs/websocket-protocol.md). */
export const protocolName = 'isthmus.v1';
/** A browser can set no header, so a token may come among the names of sub-protocols, in base64url. */
const tokenPrefix = 'isthmus.bearer.';

/** Whether a request asks for a socket. */
export function asksForSocket({ headers }: HttpRequest): boolean {
  return headers['upgrade']?.toLowerCase() === 'websocket' && (headers['connection'] ?? '').toLowerCase().split(',').some((each) => each.trim() === 'upgrade');
}

/** Refuses a handshake that is none (section 4.2.1). Throws `WEBSOCKET_HANDSHAKE_INVALID`, `WEBSOCKET_VERSION_UNSUPPORTED`, `WEBSOCKET_PROTOCOL_UNSUPPORTED`. */
export function requireHandshake(request: HttpRequest): void {
  const { headers, method } = request;
  if (method !== 'GET') throw websocketErrors.WEBSOCKET_HANDSHAKE_INVALID(`A socket is opened by GET, not by ${method.slice(0, 20)}.`);
  if (headers['sec-websocket-version'] !== '13') throw websocketErrors.WEBSOCKET_VERSION_UNSUPPORTED('The version of the WebSocket protocol is not 13.');
  if (!keyForm.test(headers['sec-websocket-key'] ?? '')) throw websocketErrors.WEBSOCKET_HANDSHAKE_INVALID('The header "sec-websocket-key" must be 16 bytes in base64.');
  if (!offered(request).includes(protocolName)) throw websocketErrors.WEBSOCKET_PROTOCOL_UNSUPPORTED(`The client offers no sub-protocol "${protocolName}".`);
}

/** The request as it is authenticated: a token among the sub-protocols is its `authorization`. */
export function withToken(request: HttpRequest): HttpRequest {
  const given = offered(request).find((each) => each.startsWith(tokenPrefix));
  return given === undefined ? request : authorized(request, Buffer.from(given.slice(tokenPrefix.length), 'base64url').toString());
}

/** The same request with another token. */
export function authorized(request: HttpRequest, token: string): HttpRequest {
  const { method, path, query, base, duplicates, remoteAddress, secure } = request;
  return {
    method, path, query, base, duplicates, remoteAddress, secure, headers: { ...request.headers, authorization: `Bearer ${token}` },
    get signal() {
      return request.signal;
    },
    body: (limit) => request.body(limit),
    stream: () => request.stream(),
  };
}

/** The answer that opens the socket. */
export function acceptance({ headers }: HttpRequest): string {
  const accept = hash('sha1', `${headers['sec-websocket-key'] ?? ''}${suffix}`, 'base64');
  return `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: ${protocolName}\r\n\r\n`;
}

function offered({ headers }: HttpRequest): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
}
