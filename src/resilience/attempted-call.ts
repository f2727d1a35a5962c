import type { Invocation } from '../driver/method.ts';
import type { Attempt } from './call.ts';

/** One attempt of a call, as its handler sees it: the call with the attempt's number, deadline and signal. */
export class AttemptedCall implements Invocation {
  readonly deadline: number | undefined;
  readonly attempt: number;
  readonly message = undefined;
  readonly #call: Invocation;
  readonly #attempt: Attempt;
  #signal: AbortSignal | undefined;

  constructor(call: Invocation, attempt: Attempt) {
    this.#call = call;
    this.#attempt = attempt;
    this.deadline = attempt.deadline;
    this.attempt = attempt.attempt;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= AbortSignal.any([this.#attempt.signal, this.#call.signal]));
  }
  get idempotencyKey() {
    return this.#call.idempotencyKey;
  }
  get traceparent() {
    return this.#call.traceparent;
  }
  get tracestate() {
    return this.#call.tracestate;
  }
  get span() {
    return this.#call.span;
  }
  get caller() {
    return this.#call.caller;
  }
  get connection() {
    return this.#call.connection;
  }
}
