import type { JobRecord } from './record.ts';

const firstGuess = 2_000;
const shortest = 1_000;
const longest = 60_000;
/** How many of the latest jobs count. */
const remembered = 31;

/** How long jobs of one operation take: the median of those that ended last. */
export class Durations {
  readonly #latest: number[] = [];

  add(took: number): void {
    if (this.#latest.push(took) > remembered) this.#latest.shift();
  }

  /** When asking again is worth it, milliseconds. */
  retryAfter(record: JobRecord, now: number): number {
    return Math.round(Math.min(Math.max(this.#left(record, now), shortest), longest));
  }

  #left({ state, startedAt, progress }: JobRecord, now: number): number {
    const median = this.#latest.toSorted((a, b) => a - b)[this.#latest.length >> 1] ?? firstGuess;
    if (state !== 'running' || startedAt === undefined) return median;
    const elapsed = Math.max(now - startedAt, 0);
    return progress > 0.02 ? (elapsed * (1 - progress)) / progress : median - elapsed;
  }
}
