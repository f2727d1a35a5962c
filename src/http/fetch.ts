import type { HttpEndpoint, HttpRequest, HttpResponse } from '../driver/endpoint.ts';
import { httpErrors } from './errors.ts';

/** What a fetch host knows besides the request. */
export interface FetchArrival {
  /** The path under which the endpoint is mounted; it starts the path of the request. */
  readonly base?: string;
  readonly remoteAddress?: string;
  /** The body, where the host read it already. */
  readonly body?: Uint8Array;
}

const empty = new Uint8Array(0);

/** A request of the Fetch standard, seen neutrally. Repeated headers arrive joined; a repetition of one that must not repeat is refused by its form. */
export class FetchRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly base: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly duplicates: readonly string[] = [];
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly #request: Request;
  readonly #given: Uint8Array | undefined;

  constructor(request: Request, arrival: FetchArrival = {}) {
    const url = new URL(request.url);
    const base = arrival.base ?? '';
    this.method = request.method;
    this.path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) || '/' : url.pathname;
    this.query = url.search.slice(1);
    this.base = base;
    this.headers = Object.fromEntries(request.headers);
    this.remoteAddress = arrival.remoteAddress ?? '';
    this.secure = url.protocol === 'https:';
    this.#request = request;
    this.#given = arrival.body;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  body(limit: number): Uint8Array | Promise<Uint8Array> {
    if (this.#given !== undefined) return within(this.#given, limit);
    const { body } = this.#request;
    return body === null ? empty : collect(body, limit);
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#given === undefined ? (this.#request.body ?? none()) : one(this.#given);
  }
}

function within(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw httpErrors.BODY_TOO_LARGE({ what: `The body is larger than ${limit} bytes.`, details: { limit } });
  return bytes;
}

async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > limit) throw httpErrors.BODY_TOO_LARGE({ what: `The body is larger than ${limit} bytes.`, details: { limit } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}

async function* none(): AsyncIterable<Uint8Array> {}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** A neutral response as one of the Fetch standard. */
export function fetchResponse(answer: HttpResponse, method: string): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of typeof value === 'string' ? [value] : value) headers.append(name, each);
  const bodiless = method === 'HEAD' || answer.status === 204 || answer.status === 304;
  return new Response(bodiless ? null : fetchBody(answer.body), { status: answer.status, headers });
}

function fetchBody(body: HttpResponse['body']): ConstructorParameters<typeof Response>[0] {
  if (body === undefined || typeof body === 'string') return body ?? null;
  // A view on shared memory never comes from an endpoint, which the type of Fetch can't know.
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return ReadableStream.from(body) as ReadableStream<Uint8Array>;
}

/** Answers requests of the Fetch standard; `undefined`: the endpoint does not know this one. */
export async function answerFetch(endpoint: HttpEndpoint, request: Request, arrival?: FetchArrival): Promise<Response | undefined> {
  const answer = await endpoint(new FetchRequest(request, arrival));
  return answer === undefined ? undefined : fetchResponse(answer, request.method);
}
