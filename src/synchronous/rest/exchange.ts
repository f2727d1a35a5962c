import { hash } from 'node:crypto';

import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { OpenEngine, Unit } from '../../driver/engine.ts';
import type { Invocation } from '../../driver/method.ts';
import type { Span, Tracing } from '../../driver/telemetry.ts';
import type { Caller } from '../../kernel/handler.ts';
import { isTraceparent, randomId } from '../../kernel/trace.ts';
import { enteredTraceparent, followsCallers, readTracestate } from '../../telemetry/traceparent.ts';
import type { RestRoute } from './route.ts';
import type { Waited } from './running.ts';

/** What keeping an answer for its key adds to the unit of the handler's effects. */
export type AnswerRecord = (response: HttpResponse) => { readonly engine: OpenEngine; readonly unit: Unit };

/** One request on one route, seen as the call of a handler. What few handlers ask for is made when asked for. */
export class Exchange implements Invocation, Waited {
  before: Waited | undefined = undefined;
  after: Waited | undefined = undefined;
  readonly attempt = 1;
  readonly message = undefined;
  readonly route: RestRoute;
  readonly request: HttpRequest;
  readonly parameters: readonly string[];
  readonly deadline: number | undefined;
  caller: Caller | undefined = undefined;
  /** The header `idempotency-key`, read and checked. */
  key: string | undefined = undefined;
  /** Headers that say where the caller stands with its rate. */
  rate: Readonly<Record<string, string>> | undefined = undefined;
  /** Joins the answer to the unit of the handler's effects, where it is kept for its key. */
  record: AnswerRecord | undefined = undefined;
  /** What was wrong with a streaming input, even where its handler took no notice. */
  inputFault: { readonly error: unknown } | undefined = undefined;
  /** What the meter was told when it came in. */
  began = 0;
  /** Where its trace is sampled. */
  span: Span | undefined = undefined;
  /** How it is traced, where it is. */
  tracing: Tracing | undefined = undefined;
  #controller: AbortController | undefined;
  #traceparent: string | undefined;
  #idempotencyKey: string | undefined;
  #ended: Error | undefined;

  constructor(route: RestRoute, request: HttpRequest, parameters: readonly string[], deadline: number | undefined) {
    this.route = route;
    this.request = request;
    this.parameters = parameters;
    this.deadline = deadline;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= this.#follow()).signal;
  }

  /** The trace that the client started, or a new one. */
  get traceparent(): string {
    return (this.#traceparent ??= enteredTraceparent(this.request.headers['traceparent'], this.span, this.tracing));
  }

  /** What tracing systems of the client added to its trace, where that goes on here. */
  get tracestate(): string | undefined {
    const { traceparent, tracestate } = this.request.headers;
    if (this.span !== undefined) return this.span.tracestate;
    return tracestate !== undefined && followsCallers(this.tracing) && isTraceparent(traceparent) ? readTracestate(tracestate) : undefined;
  }

  /** Differs by link and caller, so that nobody meets another one's key. */
  get idempotencyKey(): string {
    return (this.#idempotencyKey ??= this.key === undefined ? randomId() : hash('sha256', `${this.route.link.name}\n${this.caller?.tenant ?? ''}\n${this.caller?.subject ?? ''}\n${this.key}`, 'hex'));
  }

  /** Tells the handler that nobody waits any more. */
  abort(reason: Error): void {
    this.#ended ??= reason;
    this.#controller?.abort(reason);
  }

  #follow(): AbortController {
    const controller = new AbortController();
    const { signal } = this.request;
    if (this.#ended !== undefined || signal.aborted) controller.abort(this.#ended ?? signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
    return controller;
  }
}

/** Adds the trace, where the client takes part in one (W3C Trace Context, response header), where the caller stands with its rate, and the end of the route. */
export function traced(exchange: Exchange, response: HttpResponse): HttpResponse {
  const { rate, route: { lifetime } } = exchange;
  const inTrace = exchange.request.headers['traceparent'] !== undefined;
  if (!inTrace && rate === undefined && lifetime === undefined) return response;
  const link = lifetime?.['link'] !== undefined && response.headers['link'] !== undefined ? { link: `${String(response.headers['link'])}, ${lifetime['link']}` } : {};
  return { ...response, headers: { ...response.headers, ...(inTrace ? { traceresponse: exchange.traceparent } : {}), ...rate, ...lifetime, ...link } };
}
