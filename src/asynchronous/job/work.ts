import type { DeadReason } from '../../driver/administration.ts';
import type { Effects, MethodHost, Outcome } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Operation } from '../../kernel/contract.ts';
import { definedErrors, IsthmusError } from '../../kernel/error.ts';
import type { Decode } from '../delivery/decode.ts';
import { deliveryErrors } from '../delivery/errors.ts';
import type { Failure } from '../delivery/failure.ts';
import type { Item, Work } from '../delivery/item.ts';
import { ActiveJob } from './active.ts';
import type { Durations } from './durations.ts';
import { jobErrors } from './errors.ts';
import type { JobValues } from './options.ts';
import type { JobRecord, JobRecords } from './record.ts';

export interface JobWorkParts {
  readonly contract: Operation;
  readonly host: MethodHost;
  readonly values: JobValues;
  readonly records: JobRecords;
  readonly durations: Durations;
  readonly decode: Decode;
  readonly run: (input: unknown, item: Item) => Outcome | Promise<Outcome>;
}

/** Runs jobs of one operation; the record of a job changes in the unit that settles its message. */
export class JobWork implements Work {
  readonly active = new Map<string, ActiveJob>();
  /** Jobs that were cancelled while they waited; their messages are still under way. */
  readonly cancelled = new Set<string>();
  /** Writes with the next unit of the consumer. */
  write: (operations: readonly StateOperation[]) => void = () => {};
  readonly #parts: JobWorkParts;

  constructor(parts: JobWorkParts) {
    this.#parts = parts;
  }

  async run(item: Item): Promise<Outcome> {
    const { host, records } = this.#parts;
    const job = new ActiveJob(item, host.clock, (record) => this.write([records.put(record)]));
    // Known before anything is awaited, so that cancelling finds it.
    this.active.set(item.envelope.id, job);
    try {
      return await this.#attempt(item, job);
    } finally {
      // It stays known until its end is handed over to be written.
      job.end();
    }
  }

  async #attempt(item: Item, job: ActiveJob): Promise<Outcome> {
    const { records, decode } = this.#parts;
    const before = await records.get(item.envelope.id);
    if (before === undefined) return this.#forgotten(item);
    const withdrawn = this.cancelled.delete(item.envelope.id);
    if (withdrawn || job.cancelled || before.cancelling || before.state === 'cancelled') return this.#cancelled(before);
    countCrash(item, before);
    job.record = { ...before, state: 'running', progress: 0, note: undefined, startedAt: item.startedAt, finishedAt: undefined, keptUntil: undefined, error: undefined, attempts: item.attempt };
    this.write([records.put(job.record)]);
    item.caller = before.caller;
    item.progress = job.progress;
    try {
      return await this.#succeed(await this.#parts.run(await decode(item.envelope), item), job);
    } catch (error) {
      if (job.cancelled && job.record !== undefined) return this.#cancelled(job.record);
      throw error;
    }
  }

  async #succeed(outcome: Outcome, { record, item }: ActiveJob): Promise<Outcome> {
    const { contract, host, records, values, durations } = this.#parts;
    const output = await this.#checked(contract, outcome.output);
    const now = host.clock.now();
    durations.add(now - item.startedAt);
    const keptUntil = now + values.keepResult;
    const done: JobRecord = { ...(record as JobRecord), state: 'succeeded', progress: 1, finishedAt: now, keptUntil };
    return this.#outcome([records.put(done, values.keepTrace), records.putOutput(done.id, output, keptUntil)], outcome.effects);
  }

  /** A wrong output is a fault of the handler, not of who submitted. */
  async #checked(contract: Operation, output: unknown): Promise<unknown> {
    try {
      return await this.#parts.host.validate('output', contract, output);
    } catch (error) {
      const issues = error instanceof IsthmusError ? error.details : {};
      throw jobErrors.JOB_OUTPUT_INVALID({ what: `The handler of "${contract.name}" returned what its output does not allow.`, details: issues, cause: error });
    }
  }

  /** Cancelled so long ago, before its time came, that nothing is left of it. */
  #forgotten({ envelope }: Item): Outcome {
    const { host, records } = this.#parts;
    host.log.warn('a job was forgotten before its time came, and is not done', { operation: envelope.type, job: envelope.id });
    return this.#outcome([records.withdrew(envelope.type, envelope.id)], undefined);
  }

  #cancelled(record: JobRecord): Outcome {
    const { host, records, values } = this.#parts;
    const now = host.clock.now();
    const over: JobRecord = { ...record, state: 'cancelled', cancelling: false, finishedAt: record.finishedAt ?? now, keptUntil: record.keptUntil ?? now + values.keepResult };
    return this.#outcome([records.put(over, values.keepTrace), records.withdrew(over.operation, over.id)], undefined);
  }

  #outcome(state: readonly StateOperation[], effects: Effects | undefined): Outcome {
    const { stateEngine } = this.#parts.host;
    const own = effects?.get(stateEngine);
    return { output: undefined, effects: new Map([...(effects ?? []), [stateEngine, { ...own, state: [...(own?.state ?? []), ...state] }]]) };
  }

  /** It waits to be tried again, or goes back because the app stops. */
  waits(item: Item): readonly StateOperation[] {
    const known = this.#leave(item);
    if (item.startedAt === 0 || this.cancelled.has(item.envelope.id)) return [];
    const { caller, cancelling } = known ?? { caller: item.caller, cancelling: false };
    return [this.#parts.records.put({ ...this.#recordOf(item), caller, cancelling, attempts: item.attempt })];
  }

  ended(item: Item, reason: DeadReason | undefined, failure: Failure | undefined): readonly StateOperation[] {
    this.#leave(item);
    if (reason === undefined || failure === undefined) return [];
    const { host, records, values } = this.#parts;
    const withdrew = records.withdrew(item.envelope.type, item.envelope.id);
    if (this.cancelled.delete(item.envelope.id)) return [withdrew];
    const now = host.clock.now();
    const record: JobRecord = { ...this.#recordOf(item), state: 'failed', startedAt: item.startedAt || undefined, finishedAt: now, keptUntil: now + values.keepResult, attempts: item.attempt, caller: item.caller, error: shownError(failure, item.envelope.type) };
    return [records.put(record, values.keepTrace), withdrew];
  }

  /** What follows is written from here on. */
  #leave(item: Item): JobRecord | undefined {
    const job = this.active.get(item.envelope.id);
    if (job?.item !== item) return undefined;
    job.end();
    this.active.delete(item.envelope.id);
    return job.record;
  }

  /** What is known of a job from its message. */
  #recordOf({ envelope }: Item): JobRecord {
    return {
      id: envelope.id, operation: envelope.type, state: 'queued', progress: 0, note: undefined, submittedAt: envelope.time, startedAt: undefined,
      finishedAt: undefined, keptUntil: undefined, attempts: 0, error: undefined, caller: undefined, cancelling: false,
    };
  }
}

/** A job that is found running was running when the process ended: that was an attempt. Throws `MESSAGE_CRASHED` after the last one. */
function countCrash(item: Item, { state, attempts }: JobRecord): void {
  if (state !== 'running' || attempts < item.attempt || item.state.phase !== 'running') return;
  const last = attempts >= item.setting.policy.attempts;
  item.state = { ...item.state, attempts: last ? attempts : attempts + 1 };
  if (last) throw deliveryErrors.MESSAGE_CRASHED(`The process ended during each of the last attempts of a job of "${item.envelope.type}"; ${attempts} attempts in all.`);
}

/** Errors that nobody declared keep their text inside. */
function shownError({ code, category, what, why, fix }: Failure, operation: string): JobRecord['error'] {
  if (category !== 'internal' || definedErrors().has(code)) return { code, category, what, why, fix };
  const fault = jobErrors.JOB_FAULT(`A job of "${operation}" failed on our side.`);
  return { code: fault.code, category: fault.category, what: fault.what, why: fault.why, fix: fault.fix };
}
