/** Length of an interval, milliseconds, and how many are kept: ten minutes. */
export const intervalLength = 10_000;
export const intervalsKept = 60;

/** What happened within one interval. */
export interface Interval<Sum extends string, Peak extends string> {
  /** Milliseconds before the reading at which it ended. */
  readonly ago: number;
  readonly sums: Readonly<Record<Sum, number>>;
  readonly peaks: Readonly<Record<Peak, number>>;
}

/**
 * Counters with their totals, and a ring of what they gained in each of the last intervals. Adding is one addition; the ring is
 * brought up to date by whoever knows the time. It is made with the first interval, so that what is never used stays small.
 */
export class Counters<Sum extends string, Peak extends string> {
  readonly #sums: readonly Sum[];
  readonly #peaks: readonly Peak[];
  /** Totals, then the peaks of the running interval; behind them the totals at its start, and the highest peaks of all. */
  readonly #now: Float64Array;
  #ring: Float64Array | undefined;
  #closed = 0;
  #edge: number;

  constructor(sums: readonly Sum[], peaks: readonly Peak[], now: number) {
    this.#sums = sums;
    this.#peaks = peaks;
    this.#now = new Float64Array((sums.length + peaks.length) * 2);
    this.#edge = now + intervalLength;
  }

  get #width(): number {
    return this.#sums.length + this.#peaks.length;
  }

  add(sum: number, count: number): void {
    this.#now[sum] = (this.#now[sum] ?? 0) + count;
  }

  peak(peak: number, value: number): void {
    const at = this.#sums.length + peak;
    if (value > (this.#now[at] ?? 0)) this.#now[at] = value;
  }

  total(sum: number): number {
    return this.#now[sum] ?? 0;
  }

  /** Closes the intervals that are over. */
  roll(now: number): void {
    if (now < this.#edge) return;
    const steps = Math.floor((now - this.#edge) / intervalLength) + 1;
    // What was counted since the last roll belongs to the first of them; the others were quiet.
    if (this.#ring !== undefined || !this.#quiet()) for (let step = 0; step < Math.min(steps, intervalsKept + 1); step += 1) this.#close();
    this.#edge += steps * intervalLength;
  }

  /** Nothing was counted yet. */
  #quiet(): boolean {
    return this.#now.every((value) => value === 0);
  }

  #close(): void {
    const width = this.#width;
    const sums = this.#sums.length;
    this.#ring ??= new Float64Array(width * intervalsKept);
    const row = this.#ring.subarray((this.#closed % intervalsKept) * width, ((this.#closed % intervalsKept) + 1) * width);
    row.set(this.#now.subarray(0, width));
    for (let at = 0; at < sums; at += 1) row[at] = (row[at] ?? 0) - (this.#now[width + at] ?? 0);
    this.#raise();
    this.#now.copyWithin(width, 0, sums);
    this.#now.fill(0, sums, width);
    this.#closed += 1;
  }

  #raise(): void {
    for (let at = this.#sums.length; at < this.#width; at += 1) this.#now[this.#width + at] = Math.max(this.#now[this.#width + at] ?? 0, this.#now[at] ?? 0);
  }

  totals(): Readonly<Record<Sum, number>> {
    return named(this.#sums, this.#now, 0);
  }

  peaks(): Readonly<Record<Peak, number>> {
    this.#raise();
    return named(this.#peaks, this.#now, this.#width + this.#sums.length);
  }

  /** Closed intervals, the oldest first. */
  intervals(now: number): ReadonlyArray<Interval<Sum, Peak>> {
    this.roll(now);
    const ring = this.#ring;
    if (ring === undefined) return [];
    const count = Math.min(this.#closed, intervalsKept);
    const ended = this.#edge - intervalLength;
    return Array.from({ length: count }, (_, index) => {
      const at = ((this.#closed - count + index) % intervalsKept) * this.#width;
      const ago = now - (ended - (count - 1 - index) * intervalLength);
      return { ago, sums: named(this.#sums, ring, at), peaks: named(this.#peaks, ring, at + this.#sums.length) };
    });
  }
}

function named<Name extends string>(names: readonly Name[], values: Float64Array, from: number): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, index) => [name, values[from + index] ?? 0])) as Record<Name, number>;
}
