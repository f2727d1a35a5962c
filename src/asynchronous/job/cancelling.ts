import type { MethodHost } from '../../driver/method.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { Committer } from '../delivery/committer.ts';
import type { ActiveJob } from './active.ts';
import { jobErrors } from './errors.ts';
import type { JobValues } from './options.ts';
import { hasEnded } from './record.ts';
import type { JobRecord, JobRecords } from './record.ts';
import type { JobWork } from './work.ts';

export interface CancellingParts {
  readonly host: Pick<MethodHost, 'clock' | 'stateEngine'>;
  readonly values: JobValues;
  readonly records: JobRecords;
  readonly work: JobWork;
  readonly committer: Committer;
}

/** Cancels jobs of one operation, whatever they are doing meanwhile. */
export class Cancelling {
  readonly #parts: CancellingParts;

  constructor(parts: CancellingParts) {
    this.#parts = parts;
  }

  /** Throws `JOB_UNKNOWN`, `JOB_FINISHED`. */
  async cancel(id: string): Promise<JobRecord> {
    const { work, records } = this.#parts;
    for (let asked = false; ; asked = true) {
      await this.#settled(id);
      const stored = await records.revised(id);
      if (stored === undefined) throw jobErrors.JOB_UNKNOWN(`There is no job ${JSON.stringify(id)}.`);
      const { record, revision } = stored;
      if (asked && record.state === 'cancelled') return record;
      if (hasEnded(record)) throw jobErrors.JOB_FINISHED(`The job ${id} ended before it could be cancelled: it is ${record.state}.`);
      const active = work.active.get(id);
      if (active?.over === true) continue;
      const changed = active === undefined ? await this.#withdraw(record, revision) : await this.#abort(active, record);
      if (changed !== undefined) return changed;
    }
  }

  /** What ended a moment ago is written before anything is decided. */
  async #settled(id: string): Promise<void> {
    const { work, committer } = this.#parts;
    const active = work.active.get(id);
    if (active?.over === true) {
      await new Promise((resolve) => setImmediate(resolve));
      if (work.active.get(id) === active) work.active.delete(id);
    }
    await committer.flushed();
  }

  /** It runs: its handler is told, and it is written down in case the process ends before the handler does. */
  async #abort(active: ActiveJob, stored: JobRecord): Promise<JobRecord> {
    const { records, committer } = this.#parts;
    const changed: JobRecord = { ...(active.record ?? stored), cancelling: true };
    if (active.record !== undefined) active.record = changed;
    active.cancelled = true;
    committer.write([records.put(changed)]);
    active.item.abort(jobErrors.JOB_CANCELLED(`The job ${changed.id} was cancelled.`));
    await committer.flushed();
    return changed;
  }

  /** It waits: its message is settled when it comes. `undefined`: something else happened to it meanwhile. */
  async #withdraw(record: JobRecord, revision: number): Promise<JobRecord | undefined> {
    const { host, values, records, work } = this.#parts;
    const now = host.clock.now();
    const changed: JobRecord = { ...record, state: 'cancelled', finishedAt: now, keptUntil: now + values.keepResult };
    work.cancelled.add(record.id);
    try {
      await host.stateEngine.commit({ state: [records.put(changed, values.keepTrace, { revision }), records.withdraw(record.operation, record.id)] });
      return changed;
    } catch (error) {
      work.cancelled.delete(record.id);
      if (error instanceof IsthmusError && error.code === 'STATE_CONFLICT') return undefined;
      throw error;
    }
  }
}
