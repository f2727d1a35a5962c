import { alarm } from '../../../kernel/clock.ts';
import type { Clock } from '../../../kernel/clock.ts';

/** What a wait ended with: the next value, silence for long enough, or nothing at hand for now. */
export type Turn = IteratorResult<unknown> | 'beat' | 'pause';

/** Waits for the next value of a sequence, or for the reason to stop waiting. */
export class Turns {
  readonly #clock: Clock;
  readonly #beatAfter: number | undefined;
  #stopped: Error | undefined;
  #stop: ((reason: Error) => void) | undefined;

  /** `beatAfter`: milliseconds of silence; `undefined`: for ever. */
  constructor(clock: Clock, beatAfter: number | undefined) {
    this.#clock = clock;
    this.#beatAfter = beatAfter;
  }

  /** Ends the wait, this one or the next, with an error. */
  stop(reason: Error): void {
    this.#stopped ??= reason;
    this.#stop?.(this.#stopped);
  }

  /** `ready`: something waits to be sent, so that the wait lasts only as long as values are at hand. */
  next(pending: Promise<IteratorResult<unknown>>, ready: boolean): Promise<Turn> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    return new Promise<Turn>((resolve, reject) => {
      const pause = ready ? setImmediate(resolve, 'pause') : undefined;
      const hush = ready || this.#beatAfter === undefined ? undefined : alarm(this.#clock, this.#beatAfter, () => resolve('beat'));
      this.#stop = reject;
      pending.then(resolve, reject).finally(() => {
        clearImmediate(pause);
        hush?.();
      });
    });
  }
}
