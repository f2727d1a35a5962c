import type { JobRecord } from './record.ts';

const firstGuess = 1_000;
const shortest = 250;
const longest = 60_000;
/** How much the latest job counts. */
const share = 0.3;

/** How long jobs of one operation take, from those that ended. */
export class Durations {
  #mean: number | undefined;

  add(took: number): void {
    this.#mean = this.#mean === undefined ? took : this.#mean * (1 - share) + took * share;
  }

  /** When asking again is worth it, milliseconds. */
  retryAfter(record: JobRecord, now: number): number {
    const mean = this.#mean ?? firstGuess;
    return Math.round(Math.min(Math.max(this.#left(record, now, mean), shortest), longest));
  }

  #left({ state, startedAt, progress }: JobRecord, now: number, mean: number): number {
    if (state !== 'running' || startedAt === undefined) return mean;
    const elapsed = Math.max(now - startedAt, 0);
    return progress > 0.02 ? (elapsed * (1 - progress)) / progress : mean - elapsed;
  }
}
