import type { Clock } from '../kernel/clock.ts';
import { RecentCounts } from './recent-counts.ts';

/** Over how long first attempts and retries are weighed against each other, milliseconds. */
export const budgetWindow = 10_000;

/** Retries within the window that are allowed however few calls there are: a lone failed call may be tried again. */
export const budgetReserve = 10;

/**
 * Limits retries to a share of first attempts over the last 10 seconds, so that they can't multiply the load on
 * what fails already. Each first attempt puts `share` of a token in, which lasts 10 seconds; each retry takes one.
 */
export class RetryBudget {
  private readonly share: number;
  private readonly recent: RecentCounts<'firsts' | 'retries'>;

  /** `share`: retries per first attempt, 0 to 1; 0 allows none. */
  constructor(share: number, clock: Clock) {
    this.share = share;
    this.recent = new RecentCounts(['firsts', 'retries'], budgetWindow, clock);
  }

  first(): void {
    this.recent.add('firsts');
  }

  /** Whether one more retry is allowed; it counts as made then. */
  take(): boolean {
    const allowed = this.share === 0 ? 0 : budgetReserve + this.share * this.recent.total('firsts');
    if (this.recent.total('retries') + 1 > allowed) return false;
    this.recent.add('retries');
    return true;
  }
}
