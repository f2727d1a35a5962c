import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import type { ReceiverMeter, Span, SpanAttributes, Tracing } from '../../driver/telemetry.ts';
import { categoryOf } from '../../kernel/error.ts';
import type { NamedAttributes } from '../../telemetry/names.ts';
import { readTracestate } from '../../telemetry/traceparent.ts';
import type { Exchange } from './exchange.ts';
import type { RestRoute } from './route.ts';

/** From here on a status is a fault of ours. */
const serverFault = 500;

/** Measures the requests of one route, and traces those that are sampled. */
export class RouteObserver {
  readonly meter: ReceiverMeter;
  readonly #tracing: Tracing | undefined;
  readonly #name: string;
  readonly #shared: SpanAttributes;
  #active = 0;

  constructor({ link, options }: RestRoute, host: Pick<MethodHost, 'meter' | 'tracing'>) {
    const [receiver = ''] = link.to;
    this.meter = host.meter(link, receiver);
    this.#tracing = host.tracing;
    this.#name = `${options.method} ${options.path}`;
    this.#shared = { 'http.route': options.path, 'isthmus.link': link.name, 'isthmus.service': receiver } satisfies NamedAttributes;
  }

  begin(exchange: Exchange): void {
    exchange.began = this.meter.beginTimed();
    if (this.#tracing !== undefined) this.#trace(exchange, this.#tracing);
  }

  #trace(exchange: Exchange, tracing: Tracing): void {
    exchange.tracing = tracing;
    const { request } = exchange;
    exchange.span = tracing.enter('server', request.headers['traceparent'], () => ({ name: this.#name, attributes: { ...this.#shared, ...attributesOf(request) } }), readTracestate(request.headers['tracestate']));
  }

  /** It waits for something, beside others. */
  waits(): void {
    this.#active += 1;
    this.meter.running(this.#active);
  }

  waited(): void {
    this.#active -= 1;
  }

  done(exchange: Exchange, { status }: HttpResponse): void {
    this.meter.handled(exchange.began, String(status));
    if (exchange.span !== undefined) end(exchange.span, status);
  }

  failed(exchange: Exchange, { status }: HttpResponse, error: unknown): void {
    this.meter.failed(exchange.began, categoryOf(error), String(status));
    const { span } = exchange;
    if (span === undefined) return;
    if (status >= serverFault) span.fail(error);
    end(span, status);
  }
}

function end(span: Span, status: number): void {
  span.set('http.response.status_code', status);
  span.end();
}

function attributesOf({ method, base, path, secure, remoteAddress, headers }: HttpRequest): NamedAttributes {
  const agent = headers['user-agent'];
  return {
    'http.request.method': method, 'url.path': `${base}${path}`, 'url.scheme': secure ? 'https' : 'http',
    ...(remoteAddress === '' ? {} : { 'client.address': remoteAddress }), ...(agent === undefined ? {} : { 'user_agent.original': agent }),
  };
}
