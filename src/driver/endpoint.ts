import type { Duplex } from 'node:stream';

import type { Caller } from '../kernel/handler.ts';

/** One neutral request for every protocol on HTTP; a host (Node, fetch, Fastify, …) adapts to it. */
export interface HttpRequest {
  /** As sent; methods are case-sensitive (RFC 9110, section 9.1). */
  readonly method: string;
  /** As sent, still percent-encoded, without the query and without `base`. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** The path under which the host mounted this endpoint, put before every address in an answer; empty at the root. */
  readonly base: string;
  /** By lower-case name. Repeated headers are joined as Node does; `duplicates` names those that must not repeat and did. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly duplicates: readonly string[];
  /** The address of the peer; empty where the host does not know it. */
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Aborted when the client goes away. Made when first read. */
  readonly signal: AbortSignal;
  /** Reads the whole body; fails with `BODY_TOO_LARGE` above `limit` bytes and `BODY_TOO_SLOW` in time. At once where there is none. */
  body(limit: number): Uint8Array | Promise<Uint8Array>;
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

/** Finds out who calls; `undefined`: nobody in particular. Throws an error of the category `unauthenticated` or `forbidden` to refuse. */
export type Authenticate = (request: HttpRequest) => Caller | undefined | Promise<Caller | undefined>;

/** A connection leaves HTTP: `accept` takes it over with the bytes that came after the request, and writes the answer (101) itself. */
export interface AcceptedUpgrade {
  readonly accept: (connection: Duplex, head: Buffer) => void;
}
export type UpgradeAnswer = AcceptedUpgrade | HttpResponse;

/** Answers a request to leave HTTP (RFC 9110, section 7.8), or `undefined`: it is for somebody else. */
export type UpgradeEndpoint = (request: HttpRequest) => UpgradeAnswer | undefined | Promise<UpgradeAnswer | undefined>;
