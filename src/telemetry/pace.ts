import type { Clock } from '../kernel/clock.ts';

/** Above this rate only some calls are timed, calls per millisecond. */
const busy = 4;
/** What a timed call stands for while it is busy. */
const stride = 64;

/**
 * Chooses which calls are timed: all while there are few, one of 64 while there are many, since reading the clock twice costs
 * more than everything else that is measured. The answer is the time in milliseconds: above 0 it stands for itself, below 0 for
 * the 63 before it too; 0: not timed.
 */
export class Pace {
  readonly #clock: Clock;
  #skip = 0;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): number {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return 0;
    }
    return this.#timed();
  }

  #timed(): number {
    // Never 0, which says that it is not timed.
    const now = this.#clock.monotonic() || Number.MIN_VALUE;
    const weight = this.#weight;
    const fast = now - this.#last < weight / busy;
    this.#last = now;
    this.#skip = fast ? stride - 1 : 0;
    this.#weight = fast ? stride : 1;
    return weight === 1 ? now : -now;
  }

  #weight = 1;
}

/** How many calls a timed one stands for. */
export const weightOf = (began: number): number => (began < 0 ? stride : 1);
