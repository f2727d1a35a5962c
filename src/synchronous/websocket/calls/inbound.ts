import { hash } from 'node:crypto';

import type { Invocation, MethodHost, Outcome } from '../../../driver/method.ts';
import type { Span } from '../../../driver/telemetry.ts';
import { shownProblem } from '../shown.ts';
import { categoryOf } from '../../../kernel/error.ts';
import type { Caller } from '../../../kernel/handler.ts';
import { randomId } from '../../../kernel/trace.ts';
import { resilienceErrors } from '../../../resilience/errors.ts';
import { enteredTraceparent } from '../../../telemetry/traceparent.ts';
import type { FrameOfType } from '../protocol/frames.ts';
import type { ServerFrame } from '../protocol/write.ts';
import { Credit } from './credit.ts';
import { InputStream } from './input-stream.ts';
import type { OperationRoute } from './route.ts';

/** What a call needs of the socket it came on. */
export interface CallSurroundings {
  readonly id: string;
  readonly caller: Caller | undefined;
  readonly host: MethodHost;
  say(frame: ServerFrame): void;
  /** Resolves when more may be sent. */
  room(): Promise<void> | undefined;
  /** The call is over. */
  over(call: InboundCall): void;
}

/** Values that a client may send ahead of its handler. */
const inputWindow = 16;
/** Values that are sent before the client gives credit, unless its call says otherwise. */
const defaultCredit = 16;

/** One call of a client. */
export class InboundCall implements Invocation {
  readonly id: number;
  readonly attempt = 1;
  readonly message = undefined;
  readonly caller: Caller | undefined;
  readonly connection: string;
  readonly deadline: number | undefined;
  readonly span: Span | undefined;
  readonly route: OperationRoute;
  readonly input: InputStream | undefined;
  readonly credit: Credit | undefined;
  readonly #frame: FrameOfType<'call'>;
  readonly #around: CallSurroundings;
  readonly #began: number;
  #controller: AbortController | undefined;
  #ended: Error | undefined;
  #over = false;
  #traceparent: string | undefined;
  #idempotencyKey: string | undefined;

  constructor(frame: FrameOfType<'call'>, route: OperationRoute, around: CallSurroundings) {
    const { host } = around;
    this.id = frame.id;
    this.caller = around.caller;
    this.connection = around.id;
    this.deadline = frame.deadline === undefined ? undefined : host.clock.now() + frame.deadline;
    this.route = route;
    this.#frame = frame;
    this.#around = around;
    this.#began = route.meter.beginTimed();
    const { name } = route.contract;
    this.span = host.tracing?.enter('server', frame.traceparent, () => ({ name, attributes: { 'rpc.system.name': 'isthmus', 'rpc.method': name, 'isthmus.link': route.link.name, 'isthmus.service': route.receiver } }));
    const streamsIn = route.shape === 'input-stream' || route.shape === 'both-stream';
    this.input = streamsIn ? new InputStream(route, inputWindow, (count) => around.say({ type: 'credit', id: this.id, count })) : undefined;
    this.credit = route.shape === 'output-stream' || route.shape === 'both-stream' ? new Credit(frame.credit ?? defaultCredit) : undefined;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= this.#control()).signal;
  }

  /** For policies, which wait: only where something can end the wait. */
  get follows(): AbortSignal {
    return this.signal;
  }

  get traceparent(): string {
    return (this.#traceparent ??= enteredTraceparent(this.#frame.traceparent, this.span, this.#around.host.tracing));
  }

  /** Differs by link and caller, so that nobody meets another one's key. */
  get idempotencyKey(): string {
    const { key } = this.#frame;
    return (this.#idempotencyKey ??= key === undefined ? randomId() : hash('sha256', `${this.route.link.name}\n${this.caller?.tenant ?? ''}\n${this.caller?.subject ?? ''}\n${key}`, 'hex'));
  }

  /** It was answered, or is not waited for any more. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Runs it to its end, at once where the handler does. */
  begin(): void {
    try {
      const done = this.#work();
      if (done instanceof Promise) done.then((output) => this.#answer(output), (error: unknown) => this.fail(error));
      else this.#answer(done);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Nobody waits for it any more: its handler is told, and the client, where it is still there. */
  abort(reason: Error): void {
    this.#ended ??= reason;
    this.#controller?.abort(reason);
    this.input?.fail(reason);
    this.credit?.give(Infinity);
    this.fail(reason);
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    const { route, span } = this;
    route.meter.failed(this.#began, categoryOf(error));
    span?.fail(error);
    span?.end();
    this.#around.say({ type: 'error', id: this.id, error: shownProblem(error, route, this.#around.host, this.traceparent) });
    this.#around.over(this);
    // A generator that waits for something ends when its signal says so.
    this.#controller?.abort(error);
  }

  #work(): unknown {
    const { route } = this;
    route.permit(this.caller);
    this.input?.open();
    const input = this.input ?? route.input(this.#frame.input);
    const outcome = after(input, (valid) => route.run(valid, this));
    return this.credit === undefined ? after(outcome, (made) => this.#whole(made as Outcome)) : after(outcome, (made) => this.#flow(made as Outcome));
  }

  #whole(outcome: Outcome): unknown {
    this.input?.requireWhole();
    return after(this.route.output(outcome.output), (output) => {
      const committed = this.route.committed(outcome);
      return committed === undefined ? output : committed.then(() => output);
    });
  }

  /** Sends what the handler yields, as the client gives credit and takes it. */
  async #flow(outcome: Outcome): Promise<undefined> {
    const iterator = sequenceOf(outcome.output);
    const { signal } = this;
    try {
      for (;;) {
        if (signal.aborted) throw signal.reason;
        const { done, value } = await ending(Promise.resolve(iterator.next()), signal);
        if (done === true) break;
        const item = await this.route.output(value);
        await this.credit?.take();
        await this.#around.room();
        if (!this.#over) this.#around.say({ type: 'item', id: this.id, value: item ?? null });
      }
      this.input?.requireWhole();
      await this.route.committed({ effects: outcome.end?.() });
      return undefined;
    } finally {
      void Promise.resolve(iterator.return?.()).catch(() => {});
    }
  }

  #answer(output: unknown): void {
    if (this.#over) return;
    try {
      this.#around.say(this.credit === undefined ? { type: 'result', id: this.id, output: output ?? null } : { type: 'end', id: this.id });
    } catch (error) {
      // What a schema lets through may still have no JSON form.
      return this.fail(error);
    }
    this.#over = true;
    this.route.meter.handled(this.#began);
    this.span?.end();
    this.#around.over(this);
  }

  #control(): AbortController {
    const controller = new AbortController();
    if (this.#ended !== undefined) controller.abort(this.#ended);
    return controller;
  }
}

/** Goes on at once where nothing is waited for. */
function after(value: unknown, next: (settled: unknown) => unknown): unknown {
  return value instanceof Promise ? value.then(next) : next(value);
}

function sequenceOf(output: unknown): AsyncIterator<unknown> {
  const iterator = (output as Partial<AsyncIterable<unknown>> | null | undefined)?.[Symbol.asyncIterator]?.();
  if (iterator === undefined) throw new TypeError('The handler answered with no async iterable, and its contract says that the output streams.');
  return iterator;
}

/** Waits no longer than the signal allows. */
function ending<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason ?? resilienceErrors.CALL_CANCELLED('The call is over.'));
    signal.addEventListener('abort', stop, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
