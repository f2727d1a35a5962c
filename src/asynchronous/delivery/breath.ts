import { Fifo } from './fifo.ts';

/** How long deliveries may keep the event loop before everybody else has a turn, milliseconds. */
const slice = 2;

/** Lets the event loop breathe: all consumers of an app share one slice of each turn, and take turns with it. */
export class Breath {
  readonly #waiting = new Fifo<() => void>();
  #began = 0;
  #scheduled = false;

  /** Whether there is time left in this turn of the event loop. */
  get left(): boolean {
    const now = performance.now();
    if (this.#began > 0) return now - this.#began < slice;
    this.#began = now;
    this.#schedule();
    return true;
  }

  /** Calls `action` in one of the next turns. */
  next(action: () => void): void {
    this.#waiting.push(action);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    this.#began = 0;
    for (let count = this.#waiting.size; count > 0 && this.left; count -= 1) this.#waiting.shift()?.();
    if (this.#waiting.size > 0) this.#schedule();
  };
}

const breaths = new WeakMap<object, Breath>();

/** The breath that belongs to an app. */
export function breathOf(owner: object): Breath {
  let breath = breaths.get(owner);
  if (breath === undefined) breaths.set(owner, (breath = new Breath()));
  return breath;
}
