import type { Clock } from '../kernel/clock.ts';
import type { Event, Operation } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { CallOptions, EmitOptions, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import { randomId } from '../kernel/trace.ts';
import { validatePart } from '../kernel/validate.ts';
import type { OpenEngine } from '../driver/engine.ts';
import type { Effects, Invocation, JobPort, Origin, Outgoing, OwnUnit, PlannedLink, RunningMethod } from '../driver/method.ts';
import { GatheredEffects } from '../asynchronous/delivery/unit.ts';
import { Caller } from './caller.ts';
import { commitEffects } from './commit.ts';
import type { CommitAcross } from './commit.ts';
import { Emitter } from './emitter.ts';
import { appErrors } from './errors.ts';
import { withFields } from './log.ts';
import type { AppServices, Submission } from './services.ts';

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
  readonly #across: CommitAcross;
  readonly #caller: Caller;
  readonly #submitters = new Map<Operation, Submitter>();
  #jobs: JobPort | undefined;

  constructor(options: { readonly name: string; readonly clock: Clock; readonly log: Log; readonly stateEngine: OpenEngine; readonly across: CommitAcross; readonly links: readonly PlannedLink[] }) {
    this.name = options.name;
    this.clock = options.clock;
    this.log = options.log;
    this.stateEngine = options.stateEngine;
    this.#across = options.across;
    this.emitter = new Emitter(options.clock);
    this.#caller = new Caller(this, options.links);
  }

  /** Lets contexts use a method that was opened. */
  register(links: readonly PlannedLink[], method: RunningMethod): void {
    this.emitter.register(links, method);
    this.#jobs ??= method.jobs;
    const submit = method.submit?.bind(method);
    if (submit === undefined) return;
    for (const link of links) if (link.contract.kind === 'operation') this.#submitters.set(link.contract, { link, submit });
  }

  jobs(): JobPort | undefined {
    return this.#jobs;
  }

  logFor(party: string, traceparent: string): Log {
    return withFields(this.log, { service: party, trace: traceparent.slice(3, 35) });
  }

  call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown> {
    return this.#caller.call(contract, input, options, from, parent, origin);
  }

  /** Validates and gives the job and what submitting it adds to a unit. Throws `LINK_MISSING`, `DATA_INVALID`. */
  async submission(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<Submission> {
    const submitter = this.#submitters.get(contract);
    if (submitter === undefined) throw appErrors.LINK_MISSING({ what: `"${contract.name}" was submitted and no link carries it as a job.`, fix: 'Declare link({ contract, via: job() }) for it.' });
    const valid = await validatePart(contract, 'input', input);
    return submitter.submit(submitter.link, valid, options, origin);
  }

  async submit(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<JobReference> {
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

  /** Throws at once where the data does not fit; without a promise of its own where the validator is synchronous. */
  emit(contract: Event, data: unknown, options: EmitOptions, origin: Origin, from?: string): Promise<void> {
    const made = this.emitter.outgoing(contract, data, options, randomId(), origin, from);
    return made instanceof Promise ? made.then((all) => this.#commitAll(all)) : this.#commitAll(made);
  }

  /** Commits effects with what a method adds for its own engine. */
  commit(effects: Effects | undefined, own?: OwnUnit): Promise<void> {
    return commitEffects(effects, own, this.#across);
  }

  #commitAll(all: readonly Outgoing[]): Promise<void> {
    const [only] = all;
    if (all.length === 1 && only !== undefined) return only.engine.commit(only.unit);
    const gathered = new GatheredEffects();
    for (const { engine, unit } of all) gathered.add(engine, unit);
    return this.commit(gathered.effects);
  }
}
