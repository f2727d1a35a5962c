import { shapeOf } from '../../kernel/contract.ts';
import type { Operation } from '../../kernel/contract.ts';
import type { JobReference } from '../../kernel/handler.ts';
import { parseSize } from '../../kernel/units.ts';
import type { Size } from '../../kernel/units.ts';
import { clientErrors } from '../errors.ts';
import { finished } from '../job.ts';
import { checkedAnswer } from '../output.ts';
import type { BoundTransport, ClientCall, JobProgress, Transport } from '../transport.ts';
import { errorOfAnswer, errorOfProblem, isProblem, retryAfterOf } from './problem.ts';
import { readAnswer } from './read.ts';
import { bodyOf, requestOf } from './request.ts';
import { clientRoute } from './route.ts';
import type { ClientRoute, RouteSource } from './route.ts';
import { send } from './send.ts';
import type { Endpoint } from './send.ts';
import { valuesOf } from './streams.ts';

/** How a service is reached on HTTP: its address, and where its routes are described (`route`, `map` or `openapi`). */
export type ClientRestOptions = RouteSource & {
  /** `https://airport.example/api`; routes are below it. */
  readonly url: string;
  /** Added to each request: credentials. A function is asked at each attempt. */
  readonly headers?: Endpoint['headers'] | Readonly<Record<string, string>>;
  /** Default: the one of the platform. */
  readonly fetch?: typeof fetch;
  /** Largest answer, or value of a streaming one. Default: 16 MiB. */
  readonly maxAnswer?: Size;
  /** How a streaming output is asked for. Default: `sse`, which says how it ended; with `ndjson` a failure may look like a broken connection. */
  readonly stream?: 'ndjson' | 'sse';
};

const streamTypes = { ndjson: 'application/x-ndjson', sse: 'text/event-stream' } as const;

/** Reaches operations by their REST routes, over fetch. Throws `CLIENT_INVALID`. */
export function rest(options: ClientRestOptions): Transport {
  const endpoint = endpointOf(options);
  return {
    name: 'rest',
    bind(contract) {
      if (shapeOf(contract) === 'both-stream') throw clientErrors.CLIENT_INVALID(`"${contract.name}" streams both ways, which REST does not.`);
      return new RestCaller(clientRoute(contract, options), endpoint, streamTypes[options.stream ?? 'sse']).bound();
    },
  };
}

function endpointOf({ url, headers = {}, fetch: given = fetch, maxAnswer = '16MiB' }: ClientRestOptions): Endpoint {
  const limit = parseSize(maxAnswer);
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw clientErrors.CLIENT_INVALID(`rest(): url must be an http or https address, not ${JSON.stringify(url)}.`);
  if (limit === undefined) throw clientErrors.CLIENT_INVALID('rest(): maxAnswer must be a size such as "16MiB".');
  return { base: url.replace(/\/+$/, ''), headers: typeof headers === 'function' ? headers : () => headers, fetch: given, maxAnswer: limit };
}

class RestCaller {
  readonly #route: ClientRoute;
  readonly #endpoint: Endpoint;
  readonly #streamType: string;

  constructor(route: ClientRoute, endpoint: Endpoint, streamType: string) {
    this.#route = route;
    this.#endpoint = endpoint;
    this.#streamType = streamType;
  }

  bound(): BoundTransport {
    const progress = (job: JobReference, signal: AbortSignal | undefined) => this.#progress(job, signal);
    return { call: (input, call) => this.#call(input, call, progress), submit: (input, call) => this.#submit(input, call), progress };
  }

  async #call(input: unknown, call: ClientCall, progress: NonNullable<BoundTransport['progress']>): Promise<unknown> {
    const { contract } = this.#route;
    const streams = shapeOf(contract) === 'output-stream';
    const response = await this.#ask(input, call, { accept: streams ? this.#streamType : 'application/json' });
    if (streams && response.ok) return valuesOf(contract, response, this.#endpoint.maxAnswer);
    const body = await readAnswer(response, this.#endpoint.maxAnswer);
    if (!response.ok) throw await errorOfAnswer(contract, response, body);
    if (response.status === 202) return finished(jobOf(contract, body), progress, call.signal);
    return checkedAnswer(contract, response.status === 204 ? null : body);
  }

  async #submit(input: unknown, call: ClientCall): Promise<JobReference> {
    const response = await this.#ask(input, call, { accept: 'application/json', prefer: 'respond-async' });
    const body = await readAnswer(response, this.#endpoint.maxAnswer);
    if (!response.ok) throw await errorOfAnswer(this.#route.contract, response, body);
    if (response.status === 202) return jobOf(this.#route.contract, body);
    throw clientErrors.CLIENT_INVALID(`"${this.#route.contract.name}" was answered at once: no link of the service carries it as a job.`);
  }

  async #ask(input: unknown, call: ClientCall, more: Readonly<Record<string, string>>): Promise<Response> {
    if (shapeOf(this.#route.contract) === 'input-stream') return this.#upload(input as AsyncIterable<unknown>, call, more);
    const { target, headers, body } = requestOf(this.#route, input);
    const typed = body === undefined ? {} : { 'content-type': 'application/json' };
    return send(this.#endpoint, target, { method: this.#route.options.method, headers: { ...typed, ...more, ...headers }, ...(body === undefined ? {} : { body }) }, call);
  }

  /** Values go as they come; the first one says what the address brings. */
  async #upload(values: AsyncIterable<unknown>, call: ClientCall, more: Readonly<Record<string, string>>): Promise<Response> {
    const iterator = values[Symbol.asyncIterator]();
    const first = await iterator.next();
    const { target, headers } = requestOf(this.#route, first.done === true ? {} : first.value);
    const body = ReadableStream.from(linesOf(this.#route, first, iterator));
    const streamed = { method: this.#route.options.method, headers: { 'content-type': 'application/x-ndjson', ...more, ...headers }, body, duplex: 'half' } as const;
    return send(this.#endpoint, target, streamed, call);
  }

  async #progress(job: JobReference, signal: AbortSignal | undefined): Promise<JobProgress> {
    const call: ClientCall = { signal, deadline: undefined, attempt: 1, idempotencyKey: undefined, traceparent: undefined, tracestate: undefined };
    const response = await send(this.#endpoint, `/jobs/${encodeURIComponent(job.id)}`, { headers: { accept: 'application/json' } }, call);
    const body = await readAnswer(response, this.#endpoint.maxAnswer);
    if (!response.ok) throw await errorOfAnswer(this.#route.contract, response, body);
    const { state, progress = 0, note, output, problem } = body as Partial<JobProgress> & { readonly problem?: unknown };
    if (state === undefined) throw clientErrors.CLIENT_ANSWER_INVALID(`The job ${job.id} was shown without its state.`);
    const error = isProblem(problem) ? await errorOfProblem(this.#route.contract, problem) : undefined;
    return { state, progress, note, error, output: state === 'succeeded' ? await checkedAnswer(this.#route.contract, output) : undefined, retryAfter: retryAfterOf(response.headers.get('retry-after')) ?? 1_000 };
  }
}

function jobOf(contract: Operation, body: unknown): JobReference {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (typeof id !== 'string') throw clientErrors.CLIENT_ANSWER_INVALID(`The service handed "${contract.name}" over as a job and did not say which.`);
  return { id, operation: contract.name };
}

async function* linesOf(route: ClientRoute, first: IteratorResult<unknown>, iterator: AsyncIterator<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  try {
    for (let each = first; each.done !== true; each = await iterator.next()) yield encoder.encode(`${bodyOf(route, each.value)}\n`);
  } finally {
    await iterator.return?.();
  }
}
