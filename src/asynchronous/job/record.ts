import type { JobView } from '../../driver/method.ts';
import type { StateCondition, StateOperation, StateStore } from '../../driver/state-store.ts';
import type { Caller } from '../../kernel/handler.ts';
import type { Json } from '../../kernel/schema.ts';
import { fromBytes, keyPart, toBytes } from '../delivery/envelope.ts';

const jobs = 'jobs';
const results = 'job-results';
const keys = 'job-keys';
const page = 200;

/** A job as the state store keeps it. */
export interface JobRecord {
  readonly id: string;
  readonly operation: string;
  readonly state: JobView['state'];
  readonly progress: number;
  readonly note: string | undefined;
  /** Milliseconds since 1970. */
  readonly submittedAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** When its result goes; `undefined` while it has not ended. */
  readonly keptUntil: number | undefined;
  readonly attempts: number;
  readonly error: JobView['error'];
  readonly caller: Caller | undefined;
  /** Somebody wants it to stop; it is not begun again. */
  readonly cancelling: boolean;
}

/** The job that an idempotency key stands for. */
export interface JobKey {
  readonly id: string;
  readonly fingerprint: string;
}

const ended: ReadonlySet<JobView['state']> = new Set(['succeeded', 'failed', 'cancelled']);
export const hasEnded = ({ state }: Pick<JobRecord, 'state'>): boolean => ended.has(state);

/** Jobs, their results and their keys in the state store. */
export class JobRecords {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  async get(id: string): Promise<JobRecord | undefined> {
    return (await this.revised(id))?.record;
  }

  /** A job with the revision of its record. */
  async revised(id: string): Promise<{ readonly record: JobRecord; readonly revision: number } | undefined> {
    const entry = await this.#state.get(jobs, keyPart(id));
    return entry === undefined ? undefined : { record: fromBytes<JobRecord>(entry.value), revision: entry.revision };
  }

  put(record: JobRecord, keepTrace = 0, when?: StateCondition): StateOperation {
    const expiresAt = record.keptUntil === undefined ? undefined : record.keptUntil + keepTrace;
    return { put: keyPart(record.id), collection: jobs, value: toBytes(record), expiresAt, when };
  }

  async output(id: string): Promise<Json | undefined> {
    const entry = await this.#state.get(results, keyPart(id));
    return entry === undefined || entry.value.length === 0 ? undefined : fromBytes<Json>(entry.value);
  }

  putOutput(id: string, output: unknown, expiresAt: number): StateOperation {
    return { put: keyPart(id), collection: results, value: output === undefined ? Buffer.alloc(0) : toBytes(output), expiresAt };
  }

  async key(scope: readonly string[]): Promise<JobKey | undefined> {
    const entry = await this.#state.get(keys, scope.map(keyPart).join('/'));
    return entry === undefined ? undefined : fromBytes<JobKey>(entry.value);
  }

  /** Refused with `STATE_CONFLICT` where the key stands for a job already. */
  putKey(scope: readonly string[], key: JobKey, expiresAt: number): StateOperation {
    return { put: scope.map(keyPart).join('/'), collection: keys, value: toBytes(key), expiresAt, when: { absent: true } };
  }

  /** The latest first, from before the job `after`. */
  async list(fits: (record: JobRecord) => boolean, limit: number, after: string | undefined): Promise<readonly JobRecord[]> {
    const found: JobRecord[] = [];
    for (let last = after; found.length < limit; ) {
      const entries = await this.#state.scan(jobs, { limit: page, ...(last === undefined ? {} : { after: keyPart(last) }) });
      const records = entries.map((entry) => fromBytes<JobRecord>(entry.value));
      found.push(...records.filter(fits));
      last = records.at(-1)?.id;
      if (entries.length < page || last === undefined) break;
    }
    return found.slice(0, limit);
  }
}
