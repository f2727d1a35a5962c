import { Histogram } from './histogram.ts';

/** How long one half of what counts as recent is, milliseconds. */
export const recentHalf = 60_000;

/** Values since the start, and apart from them the recent ones: of the running minute and the one before. */
export class RecentHistogram {
  readonly total = new Histogram();
  #current = new Histogram();
  #before: Histogram | undefined;
  #until = 0;

  record(value: number, weight: number, now: number): void {
    if (now >= this.#until) this.#turn(now);
    this.total.record(value, weight);
    this.#current.record(value, weight);
  }

  /** The last one to two minutes. */
  recent(now: number): Histogram {
    if (now >= this.#until) this.#turn(now);
    const merged = new Histogram();
    merged.merge(this.#current);
    if (this.#before !== undefined) merged.merge(this.#before);
    return merged;
  }

  #turn(now: number): void {
    this.#before = now < this.#until + recentHalf && this.#current.count > 0 ? this.#current : undefined;
    this.#current = new Histogram();
    this.#until = now + recentHalf;
  }
}
