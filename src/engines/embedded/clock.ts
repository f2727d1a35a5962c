import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from './writer/protocol.ts';

/**
 * The engine's two times. Wall time may jump and decides what a person named by date: `notBefore`, `expiresAt`.
 * Store time follows the wall clock forward and never goes back: order, windows and retention hang on it.
 */
export class StoreClock {
  private readonly clock: Clock;
  private base: number;
  private anchor: number;

  /** `known`: the store time that the files have seen. */
  constructor(clock: Clock, known: number) {
    this.clock = clock;
    this.base = Math.max(known, clock.now());
    this.anchor = clock.monotonic();
  }

  now(): Instant {
    const wall = this.clock.now();
    const passed = this.base + (this.clock.monotonic() - this.anchor);
    if (wall > passed) {
      this.base = wall;
      this.anchor = this.clock.monotonic();
    }
    return { wall, time: Math.max(wall, passed) };
  }
}
