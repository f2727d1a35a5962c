import { createServer } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

import { httpErrors } from '../errors.ts';
import type { HttpOptions } from '../options.ts';
import { problemResponse } from '../problem.ts';
import { Http2Outlet } from './http2-outlet.ts';
import { Http2Request } from './http2-request.ts';
import type { Pace } from './pace.ts';
import type { Serving } from './serving.ts';

/** Requests at the same time on one connection. */
const concurrentStreams = 100;
/** Megabytes that one connection may hold. */
const sessionMemory = 10;
/** Streams that a client may open and cancel at once, and then per second, before its connection is closed (CVE-2023-44487). */
const resets = { burst: 200, perSecond: 50 };
const endOfStream = 0x1;

/** The connections that speak HTTP/2, with limits on everything a client sends. */
export class Http2Connections {
  readonly #server: Http2Server;
  readonly #serving: Serving;
  readonly #options: HttpOptions;
  readonly #pace: Pace;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(serving: Serving, options: HttpOptions, pace: Pace) {
    this.#serving = serving;
    this.#options = options;
    this.#pace = pace;
    this.#server = makeServer(options);
    this.#server.on('session', (session) => this.#remember(session));
    this.#server.on('stream', (stream, headers, flags, raw) => this.#serve(stream, headers, flags, raw));
    // A broken session is closed by Node; there is nobody to tell.
    this.#server.on('sessionError', () => {});
  }

  /** Takes over a connection. */
  take(socket: Socket): void {
    this.#server.emit('connection', socket);
  }

  /** Tells all clients to begin nothing new; connections close after their last answer. */
  drain(): void {
    for (const session of this.#sessions) session.close();
  }

  #remember(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.on('error', () => {});
    if (this.#options.keepAlive > 0) session.setTimeout(this.#options.keepAlive, () => session.close());
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, raw: readonly string[]): void {
    // A reset is seen by who reads or writes.
    stream.on('error', () => {});
    const outlet = new Http2Outlet(stream, headers[':method']);
    let request: Http2Request;
    try {
      this.#refuse(headers, raw);
      request = new Http2Request(stream, headers, raw, (flags & endOfStream) !== 0, this.#pace);
    } catch (error) {
      return outlet.send(problemResponse(error));
    }
    this.#serving.serve(request, outlet);
  }

  #refuse(headers: IncomingHttpHeaders, raw: readonly string[]): void {
    const { urlBytes, headerCount } = this.#options;
    if (headers[':method'] === 'CONNECT') throw httpErrors.METHOD_NOT_ALLOWED('This server is no proxy.');
    if ((headers[':path']?.length ?? 0) > urlBytes) throw httpErrors.URL_TOO_LONG({ what: `The address is longer than ${urlBytes} bytes.`, details: { limit: urlBytes } });
    if (raw.length > headerCount * 2) throw httpErrors.HEADERS_TOO_LARGE({ what: `There are more than ${headerCount} headers.`, details: { limit: headerCount } });
    const { expect } = headers;
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') throw httpErrors.EXPECTATION_UNSUPPORTED('The expectation is unknown.');
  }
}

function makeServer({ headerBytes, headerCount }: HttpOptions): Http2Server {
  return createServer({
    maxHeaderListPairs: headerCount + 5,
    maxSessionMemory: sessionMemory,
    maxSessionInvalidFrames: 50,
    maxSessionRejectedStreams: 100,
    streamResetBurst: resets.burst,
    streamResetRate: resets.perSecond,
    settings: { maxConcurrentStreams: concurrentStreams, maxHeaderListSize: headerBytes, enablePush: false },
  });
}
