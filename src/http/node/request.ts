import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpRequest } from '../../driver/endpoint.ts';
import { bodyTooLarge, readBody } from './body.ts';
import { bodyStream } from './body-stream.ts';
import { repeatedHeaders } from './headers.ts';
import type { Pace } from './pace.ts';
import { splitTarget } from './target.ts';

const empty = new Uint8Array(0);

/** How a request came in. */
export interface NodeArrival {
  /** Where the endpoint is mounted; its path is already taken off `target`. */
  readonly base: string;
  /** Path and query as sent. */
  readonly target: string;
  /** The body, where a framework read it already. */
  readonly body?: Uint8Array | undefined;
  readonly pace?: Pace | undefined;
  /** The client waits for `100 Continue` before it sends its body. */
  readonly awaitsContinue?: boolean;
}

/** A request of `node:http`, seen neutrally. What costs something is made when it is read. */
export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly base: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #arrival: NodeArrival;
  #signal: AbortSignal | undefined;

  /** Throws `REQUEST_MALFORMED` where the target is none. */
  constructor(incoming: IncomingMessage, response: ServerResponse, arrival: NodeArrival) {
    const target = arrival.target;
    const at = splitTarget(target);
    this.method = incoming.method ?? 'GET';
    this.path = at.path;
    this.query = at.query;
    this.base = arrival.base;
    // Only `set-cookie` is ever a list, and no client sends it.
    this.headers = (arrival.body === undefined ? incoming.headers : plainHeaders(incoming)) as Record<string, string | undefined>;
    this.#incoming = incoming;
    this.#response = response;
    this.#arrival = arrival;
  }

  get duplicates(): readonly string[] {
    return repeatedHeaders(this.#incoming);
  }

  get remoteAddress(): string {
    return this.#incoming.socket.remoteAddress ?? '';
  }

  get secure(): boolean {
    return 'encrypted' in this.#incoming.socket && this.#incoming.socket.encrypted === true;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= abortedOnClose(this.#response));
  }

  body(limit: number): Uint8Array | Promise<Uint8Array> {
    const given = this.#arrival.body ?? (hasBody(this.headers) ? undefined : empty);
    const length = given?.length ?? Number(this.headers['content-length'] ?? 0);
    if (length > limit) throw bodyTooLarge(limit);
    if (given !== undefined) return given;
    if (this.#arrival.awaitsContinue === true) this.#response.writeContinue();
    return readBody(this.#incoming, limit, this.#arrival.pace);
  }

  stream(): AsyncIterable<Uint8Array> {
    const given = this.#arrival.body;
    if (given !== undefined) return once(given);
    if (!hasBody(this.headers)) return none();
    if (this.#arrival.awaitsContinue === true) this.#response.writeContinue();
    return bodyStream(this.#incoming, this.#arrival.pace);
  }
}

/** What a framework read it also unpacked. */
function plainHeaders({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return headers['content-encoding'] === undefined ? headers : { ...headers, 'content-encoding': undefined };
}

const hasBody = (headers: Readonly<Record<string, string | undefined>>): boolean => {
  const length = headers['content-length'];
  return length === undefined ? headers['transfer-encoding'] !== undefined : length !== '0';
};

async function* none(): AsyncIterable<Uint8Array> {}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function abortedOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The client went away.', 'AbortError'));
  };
  if (response.destroyed || response.socket?.destroyed === true) abort();
  else response.once('close', abort);
  return controller.signal;
}
