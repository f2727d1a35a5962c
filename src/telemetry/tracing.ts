import type * as Otel from '@opentelemetry/api';
import type { Context, Span as OtelSpan, SpanContext, Tracer } from '@opentelemetry/api';
import { categoryOf, IsthmusError } from '../kernel/error.ts';
import type { Described, Span, SpanKind, Tracing } from '../driver/telemetry.ts';
import type { Sampler } from './sampler.ts';
import { readTraceparent } from './traceparent.ts';
import type { TraceIds } from './traceparent.ts';

type Api = typeof Otel;

const kinds = { internal: 'INTERNAL', server: 'SERVER', client: 'CLIENT', producer: 'PRODUCER', consumer: 'CONSUMER' } as const satisfies Readonly<Record<SpanKind, keyof typeof Otel.SpanKind>>;
/** More links than this say nothing more. */
const mostLinks = 128;

export interface TracingOptions {
  readonly api: Api;
  readonly tracer: Tracer;
  readonly sampler: Sampler;
  readonly followCallers: boolean;
}

/** Spans through `@opentelemetry/api`. */
export class OtelTracing implements Tracing {
  readonly followsCallers: boolean;
  readonly #api: Api;
  readonly #tracer: Tracer;
  readonly #sampler: Sampler;
  /** What is active while work that is not sampled runs. */
  readonly #quiet: Context;

  constructor({ api, tracer, sampler, followCallers }: TracingOptions) {
    this.#api = api;
    this.#tracer = tracer;
    this.#sampler = sampler;
    this.followsCallers = followCallers;
    this.#quiet = api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), traceFlags: 0, isRemote: true });
  }

  enter(kind: SpanKind, parent: string | undefined, describe: () => Described, tracestate?: string): Span | undefined {
    const context = this.#entered(kind, parent, tracestate);
    return context === undefined ? undefined : this.#start(kind, context, describe());
  }

  /** What a span stands below; `undefined`: not sampled. */
  #entered(kind: SpanKind, parent: string | undefined, tracestate: string | undefined): Context | undefined {
    const followed = parent === undefined || (kind === 'server' && !this.followsCallers) ? undefined : readTraceparent(parent);
    if (followed !== undefined) return followed.sampled ? this.#below(kind, followed, tracestate) : undefined;
    const active = this.#api.context.active();
    // What is active in a consumer's loop belongs to whoever woke it; a server's was active where it began to listen.
    if (kind === 'consumer' || (kind === 'server' && active === this.#quiet)) return this.#first();
    if (active === this.#api.ROOT_CONTEXT) return this.#first();
    const span = this.#api.trace.getSpanContext(active);
    if (span === undefined || !this.#api.isSpanContextValid(span)) return this.#first();
    return (span.traceFlags & 1) === 1 ? active : undefined;
  }

  /** Below nothing, where a trace may begin. */
  #first(): Context | undefined {
    return this.#sampler() ? this.#api.ROOT_CONTEXT : undefined;
  }

  #below(kind: SpanKind, ids: TraceIds, tracestate: string | undefined): Context {
    return kind === 'consumer' ? this.#remote(ids, tracestate) : this.#contextOf(ids, tracestate);
  }

  below(kind: SpanKind, { traceparent, tracestate }: Pick<Span, 'traceparent' | 'tracestate'>, described: Described, links?: readonly Span[]): Span {
    const ids = readTraceparent(traceparent);
    return this.#start(kind, ids === undefined ? this.#api.context.active() : this.#contextOf(ids, tracestate), described, links);
  }

  quietly<A, B, T>(work: (first: A, second: B) => T, first: A, second: B): T {
    // Consumers run within it from their start on, so that most handlers are called as they are.
    if (this.#api.context.active() === this.#quiet) return work(first, second);
    return this.#api.context.with(this.#quiet, work, undefined, first, second);
  }

  /** The active span of other code, where that stands in the same trace; else the parent itself. */
  #contextOf(ids: TraceIds, tracestate: string | undefined): Context {
    const active = this.#api.context.active();
    return this.#api.trace.getSpanContext(active)?.traceId === ids.traceId ? active : this.#remote(ids, tracestate);
  }

  #remote(ids: TraceIds, tracestate: string | undefined): Context {
    const state = tracestate === undefined ? {} : { traceState: this.#api.createTraceState(tracestate) };
    return this.#api.trace.setSpanContext(this.#api.ROOT_CONTEXT, { traceId: ids.traceId, spanId: ids.spanId, traceFlags: ids.sampled ? 1 : 0, isRemote: true, ...state });
  }

  #start(kind: SpanKind, parent: Context, { name, attributes }: Described, links: readonly Span[] = []): Span {
    const linked = links.slice(0, mostLinks).flatMap(({ traceparent }) => linkTo(traceparent));
    const span = this.#tracer.startSpan(name, { kind: this.#api.SpanKind[kinds[kind]], attributes, ...(linked.length > 0 ? { links: linked } : {}) }, parent);
    return new TracedSpan(this.#api, span, parent);
  }
}

function linkTo(traceparent: string): { readonly context: SpanContext }[] {
  const ids = readTraceparent(traceparent);
  return ids === undefined ? [] : [{ context: { traceId: ids.traceId, spanId: ids.spanId, traceFlags: ids.sampled ? 1 : 0 } }];
}

class TracedSpan implements Span {
  readonly traceparent: string;
  readonly tracestate: string | undefined;
  readonly #api: Api;
  readonly #span: OtelSpan;
  readonly #context: Context;

  constructor(api: Api, span: OtelSpan, parent: Context) {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    this.tracestate = traceState?.serialize() || undefined;
    this.traceparent = `00-${traceId}-${spanId}-${(traceFlags & 1) === 1 ? '01' : '00'}`;
    this.#api = api;
    this.#span = span;
    this.#context = api.trace.setSpan(parent, span);
  }

  set(name: string, value: string | number | boolean): void {
    this.#span.setAttribute(name, value);
  }

  fail(error: unknown): void {
    this.#span.setAttribute('error.type', errorType(error));
    this.#span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: error instanceof IsthmusError ? error.what : error instanceof Error ? error.message : String(error) });
  }

  end(): void {
    this.#span.end();
  }

  run<A, B, T>(work: (first: A, second: B) => T, first: A, second: B): T {
    return this.#api.context.with(this.#context, work, undefined, first, second);
  }
}

/** Few different values: a code of ours, else the name of the class. */
function errorType(error: unknown): string {
  if (error instanceof IsthmusError) return error.code;
  return error instanceof Error ? error.name : categoryOf(error);
}
