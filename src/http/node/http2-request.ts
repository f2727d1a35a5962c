import { constants } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';

import type { HttpRequest } from '../../driver/endpoint.ts';
import { httpErrors } from '../errors.ts';
import { bodyTooLarge, readBody } from './body.ts';
import { bodyStream } from './body-stream.ts';
import { findRepeated } from './headers.ts';
import type { Pace } from './pace.ts';
import { splitTarget } from './target.ts';

const empty = new Uint8Array(0);

/** A request of HTTP/2, seen neutrally, on the bare stream. */
export class Http2Request implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly base = '';
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly duplicates: readonly string[];
  readonly #stream: ServerHttp2Stream;
  readonly #ended: boolean;
  readonly #pace: Pace;
  #signal: AbortSignal | undefined;

  /** `ended`: the headers are all there is. Throws `REQUEST_MALFORMED`. */
  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[], ended: boolean, pace: Pace) {
    const at = splitTarget(headers[':path'] ?? '');
    this.method = headers[':method'] ?? '';
    this.path = at.path;
    this.query = at.query;
    this.headers = plainHeaders(headers);
    this.duplicates = findRepeated(raw);
    this.#stream = stream;
    this.#ended = ended;
    this.#pace = pace;
  }

  get remoteAddress(): string {
    return this.#stream.session?.socket.remoteAddress ?? '';
  }

  get secure(): boolean {
    return this.#stream.session?.encrypted === true;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= abortedOnClose(this.#stream));
  }

  body(limit: number): Uint8Array | Promise<Uint8Array> {
    if (this.#ended) return empty;
    if (Number(this.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit);
    this.#continue();
    return readBody(this.#stream, limit, this.#pace).then((bytes) => {
      requireEnd(this.#stream);
      return bytes;
    });
  }

  stream(): AsyncIterable<Uint8Array> {
    if (this.#ended) return none();
    this.#continue();
    return whole(this.#stream, bodyStream(this.#stream, this.#pace));
  }

  #continue(): void {
    if (this.headers['expect'] === '100-continue') this.#stream.additionalHeaders({ ':status': 100 });
  }
}

/** Node ends the body of a stream that was reset as if it were whole. Throws `BODY_INCOMPLETE`. */
function requireEnd(stream: ServerHttp2Stream): void {
  if (stream.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR) throw httpErrors.BODY_INCOMPLETE('The stream was reset within the body.');
}

async function* whole(stream: ServerHttp2Stream, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* body;
  requireEnd(stream);
}

async function* none(): AsyncIterable<Uint8Array> {}

/** Without the pseudo-headers (RFC 9113, section 8.3.1); `:authority` is `host`. Throws `REQUEST_MALFORMED` where the two differ. */
function plainHeaders(given: IncomingHttpHeaders): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const name in given) if (name.charCodeAt(0) !== 0x3a) headers[name] = given[name] as string | undefined;
  // Node joins crumbs of cookies (section 8.2.3) by itself.
  const { ':authority': authority, host } = given;
  if (authority === undefined && host === undefined) throw httpErrors.REQUEST_MALFORMED('The header ":authority" is missing.');
  if (authority !== undefined && host !== undefined && authority !== host) throw httpErrors.REQUEST_MALFORMED('The headers ":authority" and "host" differ.');
  headers['host'] = authority ?? host;
  return headers;
}

function abortedOnClose(stream: ServerHttp2Stream): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    // A reset ends the writable side too.
    if (!stream.writableFinished || stream.aborted || stream.rstCode !== constants.NGHTTP2_NO_ERROR) controller.abort(new DOMException('The client went away.', 'AbortError'));
  };
  if (stream.destroyed) abort();
  else stream.once('aborted', abort).once('close', abort);
  return controller.signal;
}
