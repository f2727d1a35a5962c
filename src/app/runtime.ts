import type { Clock } from '../kernel/clock.ts';
import type { Event, Operation } from '../kernel/contract.ts';
import { categoryOf, IsthmusError } from '../kernel/error.ts';
import type { CallOptions, EmitOptions, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import { randomId, traceFields } from '../kernel/trace.ts';
import { bodySize } from '../kernel/message.ts';
import { validatePart } from '../kernel/validate.ts';
import type { OpenEngine } from '../driver/engine.ts';
import type { Span } from '../driver/telemetry.ts';
import type { Effects, Invocation, JobPort, Origin, Outgoing, OwnUnit, PlannedLink, RunningMethod } from '../driver/method.ts';
import { GatheredEffects } from '../asynchronous/delivery/unit.ts';
import { Caller } from './caller.ts';
import { commitContended } from './commit.ts';
import type { CommitAcross, Contended } from './commit.ts';
import { Emitter } from './emitter.ts';
import { appErrors } from './errors.ts';
import { withFields } from './log.ts';
import type { AppServices, Submission } from './services.ts';
import type { AppTelemetry } from './telemetry.ts';
import { within } from './traced.ts';

interface Submitter {
  readonly link: PlannedLink;
  readonly submit: NonNullable<RunningMethod['submit']>;
}

/** What contexts and methods share while the app runs. */
export class Runtime implements AppServices {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly emitter: Emitter;
  readonly stateEngine: OpenEngine;
  readonly telemetry: AppTelemetry;
  readonly #across: CommitAcross;
  readonly #caller: Caller;
  readonly #submitters = new Map<Operation, Submitter>();
  /** What counts failures, by event: one for each message would cost more. */
  readonly #failures = new Map<Event, (error: unknown) => never>();
  #jobs: JobPort | undefined;
  #contended: Contended | undefined;

  constructor(options: { readonly name: string; readonly clock: Clock; readonly log: Log; readonly stateEngine: OpenEngine; readonly across: CommitAcross; readonly links: readonly PlannedLink[]; readonly telemetry: AppTelemetry }) {
    this.name = options.name;
    this.clock = options.clock;
    this.log = options.log;
    this.stateEngine = options.stateEngine;
    this.telemetry = options.telemetry;
    this.#across = options.across;
    this.emitter = new Emitter(options.clock, options.telemetry);
    this.#caller = new Caller(this, options.links);
  }

  /** Lets contexts use a method that was opened. */
  register(links: readonly PlannedLink[], method: RunningMethod): void {
    this.telemetry.register(links, method);
    this.emitter.register(links, method);
    this.#jobs ??= method.jobs;
    this.#contended ??= method.contended?.bind(method);
    if (method.ask !== undefined) this.#caller.register(links, method.ask.bind(method));
    const submit = method.submit?.bind(method);
    if (submit === undefined) return;
    for (const link of links) if (link.contract.kind === 'operation') this.#submitters.set(link.contract, { link, submit });
  }

  jobs(): JobPort | undefined {
    return this.#jobs;
  }

  logFor(link: string, party: string, traceparent: string): Log {
    return withFields(this.log, { service: party, link, ...traceFields(traceparent) });
  }

  call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown> {
    return this.#caller.call(contract, input, options, from, parent, origin);
  }

  unused(contract: Operation, from: string): void {
    this.#caller.unused(contract, from);
  }

  /** Validates and gives the job and what submitting it adds to a unit. Throws `LINK_MISSING`, `DATA_INVALID`. */
  async submission(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<Submission> {
    const submitter = this.#submitters.get(contract);
    if (submitter === undefined) throw appErrors.LINK_MISSING({ what: `"${contract.name}" was submitted and no link carries it as a job.`, fix: 'Declare link({ contract, via: job() }) for it.' });
    const valid = await validatePart(contract, 'input', input);
    const submitted = await submitter.submit(submitter.link, valid, options, origin);
    this.#count(submitter.link, submitted);
    return submitted;
  }

  /** A repeat adds nothing. */
  #count(link: PlannedLink, { outgoing }: Submission): void {
    const [receiver] = link.to;
    if (outgoing.length === 0 && receiver !== undefined) return this.telemetry.receiver(link, receiver).repeated();
    for (const { unit } of outgoing) for (const { message } of unit.send ?? []) this.telemetry.sender(link).sent(bodySize(message));
  }

  /** The span of handing over a job, where its trace is sampled. */
  submitting(contract: Operation, origin: Origin, parent: Span | undefined): Span | undefined {
    const submitter = this.#submitters.get(contract);
    return submitter === undefined ? undefined : this.telemetry.producing(() => [submitter.link], contract.name, origin, parent);
  }

  submit(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<JobReference> {
    return within(this.submitting(contract, origin, undefined), origin, (own) => this.#submit(contract, input, options, own));
  }

  async #submit(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<JobReference> {
    for (;;) {
      const { job, outgoing } = await this.submission(contract, input, options, origin);
      try {
        if (outgoing.length > 0) await this.#commitAll(outgoing);
        return job;
      } catch (error) {
        // Somebody else submitted with the same key meanwhile; asked again, the method answers with that job.
        if (options.idempotencyKey === undefined || !(error instanceof IsthmusError) || error.code !== 'STATE_CONFLICT') throw error;
      }
    }
  }

  /** Emitting failed: counts it. Answers with the error. */
  untold(contract: Event, error: unknown): unknown {
    for (const link of this.emitter.linksOf(contract, undefined)) this.telemetry.sender(link).failed(categoryOf(error));
    return error;
  }

  /** Emits, and counts a failure; rejects where the data does not fit. Keeps nothing of the data until it is durable. */
  told(contract: Event, data: unknown, options: EmitOptions, origin: Origin): Promise<void> {
    const failed = this.#failing(contract);
    try {
      return this.emit(contract, data, options, origin).then(undefined, failed);
    } catch (error) {
      return Promise.reject(this.untold(contract, error));
    }
  }

  #failing(contract: Event): (error: unknown) => never {
    let failed = this.#failures.get(contract);
    if (failed === undefined) this.#failures.set(contract, (failed = (error) => { throw this.untold(contract, error); }));
    return failed;
  }

  /** Throws at once where the data does not fit; without a promise of its own where the validator is synchronous. */
  emit(contract: Event, data: unknown, options: EmitOptions, origin: Origin, from?: string): Promise<void> {
    const span = this.telemetry.tracing === undefined ? undefined : this.telemetry.producing(() => this.emitter.linksOf(contract, from), contract.name, origin, undefined);
    return span === undefined ? this.#emit(contract, data, options, origin, from) : within(span, origin, (own) => this.#emit(contract, data, options, own, from));
  }

  #emit(contract: Event, data: unknown, options: EmitOptions, origin: Origin, from: string | undefined): Promise<void> {
    const began = this.telemetry.sending.next();
    const made = this.emitter.outgoing(contract, data, options, randomId(), origin, from);
    const durable = made instanceof Promise ? made.then((all) => this.#commitAll(all)) : this.#commitAll(made);
    return began === 0 ? durable : durable.then(() => this.emitter.durable(contract, from, began));
  }

  /** Commits effects with what a method adds for its own engine. */
  commit(effects: Effects | undefined, own?: OwnUnit): Promise<void> {
    return commitContended(effects, own, this.#across, this.#contended);
  }

  #commitAll(all: readonly Outgoing[]): Promise<void> {
    const [only] = all;
    if (all.length === 1 && only !== undefined) return only.engine.commit(only.unit);
    const gathered = new GatheredEffects();
    for (const { engine, unit } of all) gathered.add(engine, unit);
    return this.commit(gathered.effects);
  }
}
