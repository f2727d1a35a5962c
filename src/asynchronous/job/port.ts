import type { JobPage, JobPort, JobView } from '../../driver/method.ts';
import { jobErrors } from './errors.ts';
import type { JobRecord, JobRecords } from './record.ts';
import type { RunningJobs } from './running.ts';

const largestList = 1_000;

/** What others see of jobs, and how they cancel them. */
export class Jobs implements JobPort {
  readonly #records: JobRecords;
  readonly #byOperation: ReadonlyMap<string, RunningJobs>;

  constructor(records: JobRecords, byOperation: ReadonlyMap<string, RunningJobs>) {
    this.#records = records;
    this.#byOperation = byOperation;
  }

  async get(id: string): Promise<JobView> {
    return this.#view(await this.#kept(id));
  }

  async cancel(id: string): Promise<JobView> {
    const record = await this.#kept(id);
    return this.#view(await this.#of(record).cancel(record.id));
  }

  async list({ operation, state, limit, after }: Parameters<JobPort['list']>[0]): Promise<JobPage> {
    const fits = (record: JobRecord): boolean =>
      this.#byOperation.get(record.operation)?.keeps(record) === true && (operation === undefined || record.operation === operation) && (state === undefined || record.state === state);
    const { records, next } = await this.#records.list(fits, Math.min(limit, largestList), after);
    return { items: await Promise.all(records.map((record) => this.#view(record))), next };
  }

  async #kept(id: string): Promise<JobRecord> {
    const stored = id.length <= 100 ? await this.#records.get(id) : undefined;
    if (stored === undefined || !this.#byOperation.has(stored.operation)) throw jobErrors.JOB_UNKNOWN(`There is no job ${JSON.stringify(id.slice(0, 100))}.`);
    const jobs = this.#of(stored);
    if (!jobs.keeps(stored)) throw jobErrors.JOB_GONE(`The job ${id} ended at ${new Date(stored.finishedAt ?? 0).toISOString()}, and its result is kept no longer.`);
    // Progress is fresher in memory than in the store.
    const active = jobs.work.active.get(stored.id);
    return active === undefined || active.over ? stored : (active.record ?? stored);
  }

  #of(record: JobRecord): RunningJobs {
    return this.#byOperation.get(record.operation) as RunningJobs;
  }

  async #view(record: JobRecord): Promise<JobView> {
    const { id, operation, state, progress, note, submittedAt, startedAt, finishedAt, attempts, error, caller } = record;
    const output = state === 'succeeded' ? await this.#records.output(id) : undefined;
    return { id, operation, state, progress, note, submittedAt, startedAt, finishedAt, attempts, output, error, caller, retryAfter: this.#of(record).retryAfter(record) };
  }
}
