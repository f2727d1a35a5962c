import type { JobView } from '../../driver/method.ts';
import type { StateCondition, StateOperation, StateStore } from '../../driver/state-store.ts';
import type { Caller } from '../../kernel/handler.ts';
import type { Json } from '../../kernel/schema.ts';
import { fromBytes, keyPart, toBytes } from '../delivery/envelope.ts';

const jobs = 'jobs';
const results = 'job-results';
const keys = 'job-keys';
/** Jobs that were cancelled while they waited, and whose messages are still in the queue. */
const withdrawn = 'job-withdrawn';
const page = 200;
/** Most records that one call looks at. */
const mostLooked = 2_000;

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

/** Another name of a job; see contention.ts. */
interface JobAlias {
  readonly alias: string;
}

/** What a page of jobs looks at: some that fit, and where to go on. */
export interface RecordPage {
  readonly records: readonly JobRecord[];
  /** The id after which there may be more. */
  readonly next: string | undefined;
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
    if (entry === undefined) return undefined;
    const record = fromBytes<JobRecord | JobAlias>(entry.value);
    return 'alias' in record ? this.revised(record.alias) : { record, revision: entry.revision };
  }

  /** Makes an id another name of a job. */
  putAlias(id: string, alias: string, expiresAt: number): StateOperation {
    return { put: keyPart(id), collection: jobs, value: toBytes({ alias } satisfies JobAlias), expiresAt };
  }

  /** Whether an operation writes the record of one of these jobs. */
  isRecord(operation: StateOperation, ids: ReadonlySet<string>): boolean {
    return 'put' in operation && operation.collection === jobs && ids.has(decodeURIComponent(operation.put));
  }

  /** A job that is cancelled while its message waits in the queue of an operation. */
  withdraw(operation: string, id: string): StateOperation {
    return { put: `${keyPart(operation)}/${keyPart(id)}`, collection: withdrawn, value: Buffer.alloc(0) };
  }

  /** Its message came. */
  withdrew(operation: string, id: string): StateOperation {
    return { delete: `${keyPart(operation)}/${keyPart(id)}`, collection: withdrawn };
  }

  /** How many of an operation's messages belong to jobs that were cancelled. */
  countWithdrawn(operation: string): Promise<number> {
    return this.#state.count(withdrawn, `${keyPart(operation)}/`);
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
    return this.keyAt(scope.map(keyPart).join('/'));
  }

  async keyAt(key: string): Promise<JobKey | undefined> {
    const entry = await this.#state.get(keys, key);
    return entry === undefined ? undefined : readKey(entry.value);
  }

  isKeyOf(key: string, operation: string): boolean {
    return key.startsWith(`${keyPart(operation)}/`);
  }

  /** Whether an operation makes a key stand for a job. */
  isClaim(operation: StateOperation, key: string): operation is Extract<StateOperation, { readonly put: string }> {
    return 'put' in operation && operation.collection === keys && operation.put === key;
  }

  /** Refused with `STATE_CONFLICT` where the key stands for a job already. */
  putKey(scope: readonly string[], key: JobKey, expiresAt: number): StateOperation {
    return { put: scope.map(keyPart).join('/'), collection: keys, value: toBytes(key), expiresAt, when: { absent: true } };
  }

  /** The latest first, from before the job `after`. Looks at a limited number of records, and may find fewer than there are. */
  async list(fits: (record: JobRecord) => boolean, limit: number, after: string | undefined): Promise<RecordPage> {
    const records: JobRecord[] = [];
    let last = after;
    for (let looked = 0; looked < mostLooked; looked += page) {
      const entries = await this.#state.scan(jobs, { limit: page, ...(last === undefined ? {} : { after: keyPart(last) }) });
      for (const entry of entries) {
        if (records.length === limit) return { records, next: last };
        const record = fromBytes<JobRecord | JobAlias>(entry.value);
        if (!('alias' in record) && fits(record)) records.push(record);
        last = decodeURIComponent(entry.key);
      }
      if (entries.length < page) return { records, next: undefined };
    }
    return { records, next: last };
  }
}

export const readKey = (value: Uint8Array): JobKey => fromBytes<JobKey>(value);
/** The collection of keys, as `STATE_CONFLICT` names it. */
export const keyCollection = keys;
