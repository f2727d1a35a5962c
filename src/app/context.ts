import type { Event, Operation } from '../kernel/contract.ts';
import type { CallOptions, Caller, Context, EmitOptions, HandledMessage, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import { childTraceparent } from '../kernel/trace.ts';
import type { Effects, Invocation, Origin, Outgoing } from '../driver/method.ts';
import { GatheredEffects } from '../asynchronous/delivery/unit.ts';
import { derivedId } from './emitter.ts';
import { appErrors } from './errors.ts';
import type { ReceiverMeter } from '../driver/telemetry.ts';
import type { AppServices } from './services.ts';
import { within } from './traced.ts';

/** What a handler sees. Everything that is rarely used is made when asked for, since one is made for each message. */
export class HandlerContext implements Context {
  readonly #runtime: AppServices;
  readonly #link: string;
  readonly #party: string;
  readonly #invocation: Invocation;
  #traceparent: string | undefined;
  #gathered: GatheredEffects | undefined;
  #emitted = 0;
  #ended = false;
  #triggered = 0;
  readonly #meter: ReceiverMeter;

  constructor(runtime: AppServices, link: string, party: string, invocation: Invocation, meter: ReceiverMeter) {
    this.#runtime = runtime;
    this.#link = link;
    this.#party = party;
    this.#invocation = invocation;
    this.#meter = meter;
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
  get connection(): string | undefined {
    return this.#invocation.connection;
  }
  get traceparent(): string {
    return (this.#traceparent ??= this.#invocation.span?.traceparent ?? childTraceparent(this.#invocation.traceparent, this.#runtime.telemetry.tracing === undefined));
  }
  get log(): Log {
    return this.#runtime.logFor(this.#link, this.#party, this.traceparent);
  }
  /** Ends the context and gives what was emitted and submitted; the executor takes it once the handler succeeded. */
  end(): Effects | undefined {
    this.#ended = true;
    if (this.#triggered > 0) this.#meter.triggered(this.#triggered);
    return this.#gathered?.effects;
  }

  // Getters that give functions, so that a handler may take them apart: `(data, { emit }) => …`.
  get call(): Context['call'] {
    return async (contract, input, options = {}) => (await this.#call(contract, input, options)) as never;
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

  async #call(contract: Operation, input: unknown, options: CallOptions): Promise<unknown> {
    this.#triggered += 1;
    const answer = await this.#runtime.call(contract, input, options, this.#party, this.#invocation, this.#origin());
    if (this.#ended) this.#runtime.unused(contract, this.#party);
    return answer;
  }

  async #submit(contract: Operation, input: unknown, options: SubmitOptions): Promise<JobReference> {
    const { span } = this.#invocation;
    const origin = this.#origin();
    this.#triggered += 1;
    const submission = (own: Origin) => this.#runtime.submission(contract, input, options, own);
    const { job, outgoing } = span === undefined ? await submission(origin) : await within(this.#runtime.submitting(contract, origin, span), origin, submission);
    for (const { engine, unit } of outgoing) this.#gather().add(engine, unit);
    return job;
  }

  async #emit(contract: Event, data: unknown, options: EmitOptions): Promise<void> {
    const id = derivedId(this.#invocation.idempotencyKey, (this.#emitted += 1));
    const made = this.#outgoing(contract, data, options, id);
    for (const { engine, unit } of made instanceof Promise ? await made : made) this.#gather().add(engine, unit);
  }

  #outgoing(contract: Event, data: unknown, options: EmitOptions, id: string): readonly Outgoing[] | Promise<readonly Outgoing[]> {
    const { emitter, telemetry } = this.#runtime;
    const { span } = this.#invocation;
    const origin = this.#origin();
    this.#triggered += 1;
    if (span === undefined) return emitter.outgoing(contract, data, options, id, origin, this.#party);
    const producing = telemetry.producing(() => emitter.linksOf(contract, this.#party), contract.name, origin, span);
    return within(producing, origin, (own) => emitter.outgoing(contract, data, options, id, own, this.#party));
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
    const { span, tracestate } = this.#invocation;
    return { source: `/${this.#runtime.name}/${this.#party}`, traceparent: this.traceparent, tracestate: span === undefined ? tracestate : span.tracestate, caller: this.caller };
  }
}
