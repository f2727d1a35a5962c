import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { HttpEndpoint, HttpResponse, UpgradeEndpoint } from '../../driver/endpoint.ts';
import type { Log } from '../../kernel/handler.ts';
import { httpErrors } from '../errors.ts';
import type { HttpOptions } from '../options.ts';
import { problemResponse } from '../problem.ts';
import { Http2Connections } from './http2.ts';
import { Pace } from './pace.ts';
import { byFirstBytes } from './protocol.ts';
import { refuseConnection, refuseRaw } from './refusals.ts';
import { isSocketUpgrade, takeUpgrade } from './upgrade.ts';
import { NodeRequest } from './request.ts';
import { respond } from './respond.ts';
import { Serving } from './serving.ts';
import { followTls, readTls } from './tls.ts';

/** Where a host listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4400` */
  readonly url: string;
}

/** One endpoint (see `combine`) on one port for HTTP/1.1 and HTTP/2, with limits on everything a client sends. */
export class NodeHost {
  readonly #server: Server;
  readonly #http2: Http2Connections;
  readonly #options: HttpOptions;
  readonly #serving: Serving;
  readonly #pace: Pace;
  readonly #sockets = new Set<Socket>();
  readonly #unfollow: () => void;
  #draining = false;

  /** Throws `TLS_UNREADABLE`. */
  constructor(endpoint: HttpEndpoint, options: HttpOptions, log: Log, upgrade?: UpgradeEndpoint) {
    this.#options = options;
    this.#serving = new Serving(endpoint, options, log);
    this.#pace = new Pace(options.bodyBytesPerSecond);
    this.#http2 = new Http2Connections(this.#serving, options, this.#pace);
    const server = options.tls === undefined ? createServer(serverOptions(options, upgrade)) : createSecureServer({ ...serverOptions(options, upgrade), ...readTls(options.tls), ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: options.headersTimeout });
    this.#server = server;
    this.#unfollow = options.tls === undefined ? () => {} : followTls(server as ReturnType<typeof createSecureServer>, options.tls, log);
    this.#listen(server);
    if (upgrade !== undefined) server.on('upgrade', (incoming, socket, head) => void takeUpgrade(upgrade, { incoming, socket, head, log, refuse: () => this.#refuse(incoming) }));
  }

  #listen(server: Server): void {
    // One more than allowed, so that too many are seen and not cut off in silence.
    server.maxHeadersCount = this.#options.headerCount + 1;
    server.maxConnections = this.#options.connections;
    this.#divide(server);
    server.on('request', (incoming, response) => this.#serve(incoming, response, false));
    server.on('checkContinue', (incoming, response) => this.#serve(incoming, response, true));
    server.on('checkExpectation', (_incoming, response) => this.#send(response, problemResponse(httpErrors.EXPECTATION_UNSUPPORTED('The expectation is unknown.'))));
    server.on('clientError', refuseConnection);
    server.on('connect', (_incoming, socket) => refuseRaw(httpErrors.METHOD_NOT_ALLOWED('This server is no proxy.'), socket));
  }

  /** Stands between Node's server and its connections, so that each goes to the protocol that it speaks. */
  #divide(server: Server): void {
    const event = this.#options.tls === undefined ? 'connection' : 'secureConnection';
    const [own] = server.listeners(event) as Array<(this: Server, socket: Socket) => void>;
    if (own === undefined) throw new TypeError(`Node's server does not listen to "${event}".`);
    server.removeListener(event, own);
    const http1 = (socket: Socket): void => own.call(server, socket);
    const http2 = (socket: Socket): void => this.#http2.take(socket);
    if (event === 'connection') server.on(event, (socket: Socket) => byFirstBytes(socket, this.#options.headersTimeout, http1, http2));
    else server.on(event, (socket: TLSSocket) => (socket.alpnProtocol === 'h2' ? http2 : http1)(socket));
    server.on('connection', (socket) => this.#remember(socket));
  }

  /** Listens. Throws `LISTEN_FAILED`. */
  start(): Promise<Listening> {
    const { port, host, tls } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(httpErrors.LISTEN_FAILED({ what: `Can't listen on ${host}, port ${port}: ${error.message}.`, cause: error })));
      this.#server.listen({ port, host }, () => resolve(listening(this.#server.address() as AddressInfo, tls === undefined ? 'http' : 'https')));
    });
  }

  /** Accepts nothing new, closes idle connections, lets requests that run finish. At `signal` the rest is cut. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#draining = true;
    this.#pace.stop();
    this.#unfollow();
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#http2.drain();
    // Node counts a connection that never said anything as busy.
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    const cut = (): void => {
      for (const socket of this.#sockets) socket.destroy();
    };
    if (signal.aborted) cut();
    else signal.addEventListener('abort', cut, { once: true });
    await closed;
    signal.removeEventListener('abort', cut);
  }

  #remember(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #serve(incoming: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    let request: NodeRequest;
    try {
      this.#refuse(incoming);
      request = new NodeRequest(incoming, response, { base: '', target: incoming.url ?? '', pace: this.#pace, awaitsContinue });
    } catch (error) {
      return this.#send(response, problemResponse(error));
    }
    this.#serving.serve(request, { send: (answer) => this.#send(response, answer) });
  }

  #refuse(incoming: IncomingMessage): void {
    const { urlBytes, headerCount } = this.#options;
    if ((incoming.url?.length ?? 0) > urlBytes) throw httpErrors.URL_TOO_LONG({ what: `The address is longer than ${urlBytes} bytes.`, details: { limit: urlBytes } });
    if (incoming.rawHeaders.length > headerCount * 2) throw httpErrors.HEADERS_TOO_LARGE({ what: `There are more than ${headerCount} headers.`, details: { limit: headerCount } });
    if (incoming.headers.host === undefined && incoming.httpVersionMinor > 0) throw httpErrors.REQUEST_MALFORMED('The header "host" is missing.');
  }

  #send(response: ServerResponse, answer: HttpResponse): void {
    if (this.#draining || answer.status === 408) response.shouldKeepAlive = false;
    respond(response, answer);
  }
}

function serverOptions(options: HttpOptions, upgrade: UpgradeEndpoint | undefined): ServerOptions {
  return {
    // Other upgrades are ignored, as a server may (RFC 9110, section 7.8).
    shouldUpgradeCallback: (incoming) => upgrade !== undefined && isSocketUpgrade(incoming),
    maxHeaderSize: options.headerBytes,
    headersTimeout: Math.min(options.headersTimeout, options.requestTimeout),
    requestTimeout: options.requestTimeout,
    keepAliveTimeout: options.keepAlive,
    connectionsCheckingInterval: Math.max(50, Math.min(5_000, Math.min(options.headersTimeout, options.requestTimeout) / 4)),
    // Refused by ourselves, with a problem document.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    optimizeEmptyRequests: true,
  };
}

function listening({ address, port }: AddressInfo, scheme: string): Listening {
  const shown = address.includes(':') ? `[${address}]` : address;
  return { host: address, port, url: `${scheme}://${shown}:${port}` };
}
