import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { HttpEndpoint, HttpResponse } from '../../driver/endpoint.ts';
import type { Log } from '../../kernel/handler.ts';
import { compressed } from '../content/compress.ts';
import { withCors } from '../cors.ts';
import { failedResponse, unknownRoute } from '../dispatch.ts';
import { httpErrors } from '../errors.ts';
import type { HttpOptions } from '../options.ts';
import { problemResponse } from '../problem.ts';
import { Pace } from './pace.ts';
import { refuseConnection, refuseRaw } from './refusals.ts';
import { NodeRequest } from './request.ts';
import { respond } from './respond.ts';

/** Where a host listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4400` */
  readonly url: string;
}

/** One endpoint (see `combine`) on `node:http`, with limits on everything a client sends. */
export class NodeHost {
  readonly #server: Server;
  readonly #options: HttpOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #log: Log;
  readonly #pace: Pace;
  readonly #sockets = new Set<Socket>();
  #draining = false;

  constructor(endpoint: HttpEndpoint, options: HttpOptions, log: Log) {
    this.#options = options;
    this.#endpoint = options.cors === undefined ? endpoint : withCors(endpoint, options.cors);
    this.#log = log;
    this.#pace = new Pace(options.bodyBytesPerSecond);
    this.#server = makeServer(options);
    this.#server.on('connection', (socket) => this.#remember(socket));
    this.#server.on('request', (incoming, response) => this.#serve(incoming, response, false));
    this.#server.on('checkContinue', (incoming, response) => this.#serve(incoming, response, true));
    this.#server.on('checkExpectation', (_incoming, response) => this.#send(response, problemResponse(httpErrors.EXPECTATION_UNSUPPORTED('The expectation is unknown.'))));
    this.#server.on('clientError', refuseConnection);
    this.#server.on('connect', (_incoming, socket) => refuseRaw(httpErrors.METHOD_NOT_ALLOWED('This server is no proxy.'), socket));
  }

  /** Listens. Throws `LISTEN_FAILED`. */
  start(): Promise<Listening> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(httpErrors.LISTEN_FAILED({ what: `Can't listen on ${host}, port ${port}: ${error.message}.`, cause: error })));
      this.#server.listen({ port, host }, () => resolve(listening(this.#server.address() as AddressInfo)));
    });
  }

  /** Accepts nothing new, closes idle connections, lets requests that run finish. At `signal` the rest is cut. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#draining = true;
    this.#pace.stop();
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // Node counts a connection that never said anything as busy.
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    const cut = (): void => this.#server.closeAllConnections();
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
    let request: NodeRequest | undefined;
    try {
      this.#refuse(incoming);
      request = new NodeRequest(incoming, response, { base: '', target: incoming.url ?? '', pace: this.#pace, awaitsContinue });
      const answer = this.#endpoint(request);
      if (answer instanceof Promise) this.#await(request, response, answer);
      else this.#finish(request, response, answer);
    } catch (error) {
      this.#fail(request, response, error);
    }
  }

  #await(request: NodeRequest, response: ServerResponse, answer: Promise<HttpResponse | undefined>): void {
    answer.then(
      (settled) => {
        try {
          this.#finish(request, response, settled);
        } catch (error) {
          this.#fail(request, response, error);
        }
      },
      (error: unknown) => this.#fail(request, response, error),
    );
  }

  #finish(request: NodeRequest, response: ServerResponse, answer: HttpResponse | undefined): void {
    const { compression, compressionThreshold } = this.#options;
    const ready = answer === undefined || !compression ? (answer ?? unknownRoute(request)) : compressed(request, answer, compressionThreshold);
    if (ready instanceof Promise) ready.then((settled) => this.#send(response, settled)).catch((error: unknown) => this.#fail(request, response, error));
    else this.#send(response, ready);
  }

  #fail(request: NodeRequest | undefined, response: ServerResponse, error: unknown): void {
    this.#send(response, request === undefined ? problemResponse(error) : failedResponse(error, request, this.#log));
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

function makeServer(options: HttpOptions): Server {
  const server = createServer({
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
  });
  // One more than allowed, so that too many are seen and not cut off in silence.
  server.maxHeadersCount = options.headerCount + 1;
  server.maxConnections = options.connections;
  return server;
}

function listening({ address, port }: AddressInfo): Listening {
  const shown = address.includes(':') ? `[${address}]` : address;
  return { host: address, port, url: `http://${shown}:${port}` };
}
