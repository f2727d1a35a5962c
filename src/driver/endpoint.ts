import type { Caller } from '../kernel/handler.ts';

/** One neutral request for every protocol on HTTP; a host (Node, fetch, Fastify, …) adapts to it. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** By lower-case name. Repeated headers are joined as Node does; `duplicates` names those that must not repeat and did. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly duplicates: readonly string[];
  /** The address of the peer. */
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Reads the whole body; rejects with `BODY_TOO_LARGE` above `limit` bytes and `BODY_TOO_SLOW` in time. */
  body(limit: number): Promise<Uint8Array>;
  /** The body as it comes, for streaming inputs. Either this or `body`, once. */
  stream(): AsyncIterable<Uint8Array>;
}

/** A neutral response. Header names in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
}

/** Answers a request, or `undefined`: it is for somebody else. */
export type HttpEndpoint = (request: HttpRequest) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** Finds out who calls. Throws an error of the category `unauthenticated` or `forbidden` to refuse. */
export type Authenticate = (request: HttpRequest) => Caller | undefined | Promise<Caller | undefined>;
