import type { QueueAdministration } from '../../driver/administration.ts';
import type { CallerAttribute, JobView, MethodHost, Origin, Outgoing, PlannedLink } from '../../driver/method.ts';
import type { QueueDriver } from '../../driver/queue.ts';
import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import type { Operation } from '../../kernel/contract.ts';
import type { Caller, JobReference, SubmitOptions } from '../../kernel/handler.ts';
import { canonicalJson, jsonBytes } from '../../kernel/json.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { milliseconds } from '../../kernel/units.ts';
import { fingerprintOf } from '../../resilience/idempotency.ts';
import { Consumer } from '../delivery/consumer.ts';
import { decoderOf } from '../delivery/decode.ts';
import { guarded } from '../delivery/guard.ts';
import { measured } from '../delivery/measured.ts';
import { deliveryPolicy, valuesFrom } from '../delivery/options.ts';
import { QueueSource } from '../queue/source.ts';
import { JobControl } from './administration.ts';
import { Cancelling } from './cancelling.ts';
import { Contention } from './contention.ts';
import { Durations } from './durations.ts';
import { jobErrors } from './errors.ts';
import { jobId } from './id.ts';
import { jobFields } from './options.ts';
import type { JobValues } from './options.ts';
import type { JobRecord, JobRecords } from './record.ts';
import { JobWork } from './work.ts';

export const valuesOf = (link: PlannedLink): JobValues => valuesFrom(jobFields, link);

/** The jobs of one operation: a queue of their own, and the service that does them. */
export class RunningJobs {
  readonly work: JobWork;
  readonly durations = new Durations();
  readonly contention: Contention;
  readonly administration: QueueAdministration;
  readonly #name: string;
  readonly #link: PlannedLink;
  readonly #contract: Operation;
  readonly #values: JobValues;
  readonly #host: MethodHost;
  readonly #driver: QueueDriver;
  readonly #records: JobRecords;
  readonly #callers: CallerAttribute;
  readonly #consumer: Consumer;
  readonly #cancelling: Cancelling;

  static async open(link: PlannedLink, host: MethodHost, records: JobRecords): Promise<RunningJobs> {
    const jobs = new RunningJobs(link, host, records);
    await jobs.#driver.declare({ name: jobs.#name, lanes: 0, deduplicationWindow: 0 });
    await jobs.#consumer.load();
    return jobs;
  }

  private constructor(link: PlannedLink, host: MethodHost, records: JobRecords) {
    const values = valuesOf(link);
    const contract = link.contract as Operation;
    const { limits, inside } = host.declaredEngineOf(link);
    const [handler] = link.handlers;
    const run = handler === undefined ? () => ({ output: undefined, effects: undefined }) : guarded(link, host, host.executor(link, ...handler));
    this.#name = `jobs.${contract.name}`;
    this.#link = link;
    this.#contract = contract;
    this.#values = values;
    this.#host = host;
    this.#driver = host.stateEngine.queues as QueueDriver;
    this.#records = records;
    this.#callers = host.callersOn([link]);
    this.work = new JobWork({ contract, host, values, records, durations: this.durations, decode: decoderOf(contract, 'input', host, inside), run });
    const policy = { ...deliveryPolicy({ ...values, poisoned: 'skip', keepDeadLetters: values.keepResult }, link.policies, limits), order: 'none' as const, window: this.#prefetch };
    this.#consumer = new Consumer({
      setting: { name: this.#name, policy, engine: host.stateEngine, host, clock: host.clock, log: host.log, work: this.work, offsets: false, identify: (message) => message.id, callers: this.#callers, ...measured(host, link, link.to[0] ?? '', this.#name) },
      state: host.stateEngine.state as StateStore, recovered: host.stateEngine.recovered, owner: host,
    });
    this.work.write = (operations) => this.#consumer.dispatcher.committer.write(operations);
    this.#cancelling = new Cancelling({ host, values, records, work: this.work, committer: this.#consumer.dispatcher.committer });
    this.contention = new Contention(contract.name, host.stateEngine, records, (now) => now + this.#keyWindow + values.keepResult + values.keepTrace);
    const waiting = {
      queued: () => queuedJobs(records, contract.name),
      withdrawn: () => records.countWithdrawn(contract.name),
      cancel: (id: string) => this.cancel(id),
    };
    this.administration = new JobControl(waiting, this.#name, host, this.#driver, this.#consumer, undefined, async (data) => ({ data: await host.validate('input', contract, data), key: undefined }));
  }

  /** Enough that nobody is idle, few enough that long jobs are not held for nothing. */
  get #prefetch(): number {
    return this.#values.concurrency * 2;
  }

  async start(): Promise<void> {
    if (this.#link.handlers.size === 0) return;
    this.#consumer.start([await QueueSource.open(this.#driver, this.#name, this.#prefetch, this.#consumer.dispatcher)], new Set());
  }

  /** The job and what submitting it adds. Throws `JOB_KEY_REUSED`, `JOB_KEY_MISSING`, `JOB_OPTION_UNUSED`. */
  async submit(input: unknown, options: SubmitOptions, { source, traceparent, tracestate, caller }: Origin): Promise<{ readonly job: JobReference; readonly outgoing: readonly Outgoing[] }> {
    this.#refuseUnused(options);
    const operation = this.#contract.name;
    const now = this.#host.clock.now();
    const id = jobId(now);
    const key = await this.#key(id, input, options.idempotencyKey, caller, now);
    if (key.before !== undefined) return { job: { id: key.before, operation }, outgoing: [] };
    const record: JobRecord = {
      id, operation, state: 'queued', progress: 0, note: undefined, submittedAt: now, startedAt: undefined, finishedAt: undefined, keptUntil: undefined,
      attempts: 0, error: undefined, caller, cancelling: false,
    };
    const bare: QueueMessage = {
      id, source, type: operation, time: now, dataschema: `/contracts/${operation}/${this.#contract.version}`, traceparent, tracestate, data: jsonBytes(input),
      notBefore: options.delay === undefined ? undefined : now + milliseconds(options.delay), priority: options.priority,
    };
    const message = caller === undefined ? bare : this.#callers.write(bare, caller);
    const unit = { send: [{ queue: this.#name, message }], state: [this.#records.put(record), ...key.operations] };
    return { job: { id, operation }, outgoing: [{ engine: this.#host.stateEngine, unit }] };
  }

  #refuseUnused({ delay, priority }: SubmitOptions): void {
    const refuse = (option: string): never => { throw jobErrors.JOB_OPTION_UNUSED(`"${this.#contract.name}" was submitted with ${option}, and its job link is not declared for it.`); };
    if (delay !== undefined && !this.#values.delay) refuse('delay');
    if (priority !== undefined && !this.#values.priority) refuse('priority');
  }

  /** The job that the key stands for, or what makes it stand for this one. */
  async #key(id: string, input: unknown, key: string | undefined, caller: Caller | undefined, now: number): Promise<{ readonly before?: string; readonly operations: readonly StateOperation[] }> {
    const policy = this.#link.policies.idempotency;
    if (key === undefined && policy?.required === true) throw jobErrors.JOB_KEY_MISSING(`"${this.#contract.name}" was submitted without an idempotency key.`);
    if (key === undefined) return { operations: [] };
    const scope = [this.#contract.name, ...(caller?.tenant === undefined ? [] : [caller.tenant]), caller?.subject ?? '', key];
    const fingerprint = fingerprintOf(canonicalJson(input) ?? '');
    const before = await this.#records.key(scope);
    if (before !== undefined && before.fingerprint !== fingerprint) throw jobErrors.JOB_KEY_REUSED(`The key ${JSON.stringify(key.slice(0, 80))} stands for another input of "${this.#contract.name}".`);
    if (before !== undefined) return { before: before.id, operations: [] };
    return { operations: [this.#records.putKey(scope, { id, fingerprint }, now + this.#keyWindow)] };
  }

  get #keyWindow(): number {
    return this.#link.policies.idempotency?.window ?? this.#values.idempotencyWindow;
  }

  /** Stops a job: at once where it waits, through its handler's signal where it runs. Throws `JOB_FINISHED`. */
  cancel(id: string): Promise<JobRecord> {
    return this.#cancelling.cancel(id);
  }

  keeps(record: JobRecord): boolean {
    return record.keptUntil === undefined || record.keptUntil > this.#host.clock.now();
  }

  retryAfter(record: JobRecord): JobView['retryAfter'] {
    return this.durations.retryAfter(record, this.#host.clock.now());
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#consumer.drain(signal);
  }

  close(): Promise<void> {
    return this.#consumer.close();
  }
}

/** The ids of the jobs of an operation that wait. */
async function queuedJobs(records: JobRecords, name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const found = await records.list(({ operation, state }) => operation === name && state === 'queued', Infinity, after);
    for (const { id } of found.records) ids.push(id);
    if (found.next === undefined) return ids;
    after = found.next;
    // A page of work is one turn: others must have theirs in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
