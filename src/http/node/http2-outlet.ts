import { constants } from 'node:http2';
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';

import type { HttpResponse } from '../../driver/endpoint.ts';
import { abandon, flow } from './flow.ts';
import type { Outlet } from './serving.ts';

/** Headers of one connection (RFC 9113, section 8.2.2), which HTTP/2 does not have. */
const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
const bodiless: ReadonlySet<number> = new Set([204, 304]);

/** Writes the answer on a stream of HTTP/2. */
export class Http2Outlet implements Outlet {
  readonly #stream: ServerHttp2Stream;
  readonly #head: boolean;

  constructor(stream: ServerHttp2Stream, method: string | undefined) {
    this.#stream = stream;
    this.#head = method === 'HEAD';
  }

  send({ status, headers, body }: HttpResponse): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed || stream.headersSent) return void abandon(body);
    const endStream = this.#head || body === undefined || bodiless.has(status);
    this.#respond({ ':status': status, ...plain(headers) }, endStream);
    if (endStream) abandon(body);
    else if (typeof body === 'string' || body instanceof Uint8Array) stream.end(body);
    else if (body !== undefined) void flow(stream, body, () => stream.destroy(new Error('The answer broke off.')));
  }

  /** A client that still sends is told to stop, once it has the answer (RFC 9113, section 8.1). */
  #respond(headers: OutgoingHttpHeaders, endStream: boolean): void {
    const stream = this.#stream;
    stream.respond(headers, { endStream });
    stream.once('finish', () => {
      if (!stream.readableEnded) setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
    });
  }
}

function plain(headers: HttpResponse['headers']): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) if (!hopByHop.has(name)) kept[name] = typeof value === 'string' ? value : [...value];
  return kept;
}
