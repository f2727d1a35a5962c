import type { Event, Operation } from '../kernel/contract.ts';
import type { Caller, Context, EmitOptions, HandledMessage, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import { childTraceparent } from '../kernel/trace.ts';
import type { Effects, Invocation, Origin } from '../driver/method.ts';
import { GatheredEffects } from '../asynchronous/delivery/unit.ts';
import { derivedId } from './emitter.ts';
import { appErrors } from './errors.ts';
import type { AppServices } from './services.ts';

/** What a handler sees. Everything that is rarely used is made when asked for, since one is made for each message. */
export class HandlerContext implements Context {
  readonly #runtime: AppServices;
  readonly #party: string;
  readonly #invocation: Invocation;
  #traceparent: string | undefined;
  #gathered: GatheredEffects | undefined;
  #emitted = 0;
  #ended = false;

  constructor(runtime: AppServices, party: string, invocation: Invocation) {
    this.#runtime = runtime;
    this.#party = party;
    this.#invocation = invocation;
  }

  get signal(): AbortSignal {
    return this.#invocation.signal;
  }
  get deadline(): number | undefined {
    return this.#invocation.deadline;
  }
  get caller(): Caller | undefined {
    return this.#invocation.caller;
  }
  get attempt(): number {
    return this.#invocation.attempt;
  }
  get idempotencyKey(): string {
    return this.#invocation.idempotencyKey;
  }
  get message(): HandledMessage | undefined {
    return this.#invocation.message;
  }
  get traceparent(): string {
    return (this.#traceparent ??= childTraceparent(this.#invocation.traceparent));
  }
  get log(): Log {
    return this.#runtime.logFor(this.#party, this.traceparent);
  }
  /** Ends the context and gives what was emitted and submitted; the executor takes it once the handler succeeded. */
  end(): Effects | undefined {
    this.#ended = true;
    return this.#gathered?.effects;
  }

  // Getters that give functions, so that a handler may take them apart: `(data, { emit }) => …`.
  get call(): Context['call'] {
    return async (contract, input, options = {}) => (await this.#runtime.call(contract, input, options, this.#party, this.#invocation, this.#origin())) as never;
  }
  get submit(): Context['submit'] {
    return (contract, input, options = {}) => this.#submit(contract, input, options);
  }
  get emit(): Context['emit'] {
    return (contract, data, options = {}) => this.#emit(contract, data, options);
  }
  get progress(): Context['progress'] {
    return (fraction, note) => this.#progress(fraction, note);
  }

  async #submit(contract: Operation, input: unknown, options: SubmitOptions): Promise<JobReference> {
    const { job, outgoing } = await this.#runtime.submission(contract, input, options, this.#origin());
    for (const { engine, unit } of outgoing) this.#gather().add(engine, unit);
    return job;
  }

  async #emit(contract: Event, data: unknown, options: EmitOptions): Promise<void> {
    const id = derivedId(this.#invocation.idempotencyKey, (this.#emitted += 1));
    const made = this.#runtime.emitter.outgoing(contract, data, options, id, this.#origin(), this.#party);
    for (const { engine, unit } of made instanceof Promise ? await made : made) this.#gather().add(engine, unit);
  }

  #progress(fraction: number, note: string | undefined): void {
    if (this.#invocation.progress === undefined) throw appErrors.PROGRESS_UNREAD(`A handler of "${this.#party}" told its progress, and it does not run as a job.`);
    this.#invocation.progress(fraction, note);
  }

  #gather(): GatheredEffects {
    if (this.#ended) throw appErrors.HANDLER_ENDED(`A handler of "${this.#party}" emitted or submitted after it had ended.`);
    return (this.#gathered ??= new GatheredEffects());
  }

  #origin(): Origin {
    return { source: `/${this.#runtime.name}/${this.#party}`, traceparent: this.traceparent, caller: this.caller };
  }
}
