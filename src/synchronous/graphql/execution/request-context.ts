import type { HttpRequest } from '../../../driver/endpoint.ts';
import type { Invocation, MethodHost } from '../../../driver/method.ts';
import type { Span } from '../../../driver/telemetry.ts';
import { categoryOf } from '../../../kernel/error.ts';
import type { Caller } from '../../../kernel/handler.ts';
import { randomId } from '../../../kernel/trace.ts';
import { enteredTraceparent } from '../../../telemetry/traceparent.ts';
import type { Batch } from './batch.ts';
import type { CalledOperation } from './operation.ts';

/** One request: what all of its fields share. */
export class RequestContext {
  readonly caller: Caller | undefined;
  readonly traceparent: string;
  /** Batches that relations gather, by relation and arguments. */
  readonly batches = new Map<string, Batch>();
  /** It may go on for ever, so that a stop ends it. */
  endless = false;
  readonly #request: HttpRequest;
  readonly #host: MethodHost;
  readonly #controller = new AbortController();
  readonly #gone: () => void;

  constructor(request: HttpRequest, caller: Caller | undefined, host: MethodHost) {
    this.caller = caller;
    this.traceparent = enteredTraceparent(request.headers['traceparent'], undefined, host.tracing);
    this.#request = request;
    this.#host = host;
    this.#gone = () => this.abort(request.signal.reason);
    if (request.signal.aborted) this.#gone();
    else request.signal.addEventListener('abort', this.#gone, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Nobody waits any more. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  end(): void {
    this.#request.signal.removeEventListener('abort', this.#gone);
  }

  /** Calls an operation that answers once: checked on the way in and out, its effects durable before it answers. */
  async call(operation: CalledOperation, given: unknown): Promise<unknown> {
    return this.#observed(operation, async (span) => {
      operation.permit(this.caller);
      const outcome = await operation.run(await operation.input(given), this.#invocation(span));
      const output = await operation.output(outcome.output);
      await operation.committed(outcome.effects);
      return output;
    });
  }

  /** Calls an operation whose output streams. What was wrong before the first value is thrown at once. */
  async stream(operation: CalledOperation, given: unknown): Promise<AsyncGenerator<unknown>> {
    operation.permit(this.caller);
    const input = await operation.input(given);
    return this.#flow(operation, input);
  }

  async *#flow(operation: CalledOperation, input: unknown): AsyncGenerator<unknown> {
    const observed = this.#begin(operation);
    try {
      const outcome = await operation.run(input, this.#invocation(observed.span));
      for await (const item of until(outcome.output as AsyncIterable<unknown>, this.signal)) yield await operation.output(item);
      await operation.committed(outcome.end?.());
      observed.handled();
    } catch (error) {
      observed.failed(error);
      throw error;
    } finally {
      observed.span?.end();
    }
  }

  async #observed(operation: CalledOperation, work: (span: Span | undefined) => Promise<unknown>): Promise<unknown> {
    const observed = this.#begin(operation);
    try {
      const output = await work(observed.span);
      observed.handled();
      return output;
    } catch (error) {
      observed.failed(error);
      throw error;
    } finally {
      observed.span?.end();
    }
  }

  /** Measures a call, and traces it where it is sampled. */
  #begin({ meter, contract: { name }, link, receiver }: CalledOperation) {
    const began = meter.beginTimed();
    const span = this.#host.tracing?.enter('server', this.#request.headers['traceparent'], () => ({ name, attributes: { 'isthmus.link': link.name, 'isthmus.service': receiver } }));
    return {
      span,
      handled: () => meter.handled(began),
      failed: (error: unknown) => {
        meter.failed(began, categoryOf(error));
        span?.fail(error);
      },
    };
  }

  #invocation(span: Span | undefined): Invocation {
    return { signal: this.signal, deadline: undefined, attempt: 1, idempotencyKey: randomId(), traceparent: span?.traceparent ?? this.traceparent, tracestate: span?.tracestate, caller: this.caller, message: undefined, span };
  }
}

/** The values as long as somebody waits for them; a generator that waits for something itself is left to its own signal. */
async function* until(values: AsyncIterable<unknown>, signal: AbortSignal): AsyncGenerator<unknown> {
  const iterator = values[Symbol.asyncIterator]();
  const { promise: gone, reject } = Promise.withResolvers<never>();
  gone.catch(() => {});
  const stop = (): void => reject(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), gone]);
      if (done === true) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
