import type { Clock } from '../../kernel/clock.ts';

/** Remembers ids for a time. */
export class RecentIds {
  private readonly until = new Map<string, number>();
  private readonly window: number;
  private readonly clock: Clock;

  /** `window`: milliseconds; 0 remembers nothing. */
  constructor(window: number, clock: Clock) {
    this.window = window;
    this.clock = clock;
  }

  /** Whether it was seen within the window; from now on it was. */
  seen(id: string): boolean {
    if (this.window === 0) return false;
    this.forget();
    if (this.until.has(id)) return true;
    this.until.set(id, this.clock.now() + this.window);
    return false;
  }

  private forget(): void {
    const now = this.clock.now();
    for (const [id, until] of this.until) {
      if (until > now) return;
      this.until.delete(id);
    }
  }
}
