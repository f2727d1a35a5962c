import { alarm } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/handler.ts';

/** Shortest time between two looks, milliseconds. */
const shortest = 100;

export interface ExpiryParts {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long dead letters are kept, milliseconds; 0: for ever. */
  readonly keep: number;
  /** Discards those that died at a time or before; answers with when the oldest one left died. */
  readonly expire: (before: number) => Promise<number | undefined>;
}

/** Discards dead letters when their time is over, as a person would: what is kept apart of them goes too, and their keys go on. */
export class Expiry {
  readonly #parts: ExpiryParts;
  #disarm: (() => void) | undefined;
  #stopped = false;

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.keep > 0) this.#after(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#disarm?.();
  }

  #after(delay: number): void {
    if (!this.#stopped) this.#disarm = alarm(this.#parts.clock, delay, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, keep, expire, log, name } = this.#parts;
    const now = clock.now();
    let oldest: number | undefined;
    try {
      oldest = await expire(now - keep);
    } catch (error) {
      if (!this.#stopped) log.error('dead letters whose time is over could not be removed', { consumer: name, error });
    }
    // Whatever dies from now on is kept for longer than that.
    this.#after(Math.max(shortest, Math.min(oldest ?? now, now) + keep - clock.now()));
  }
}
