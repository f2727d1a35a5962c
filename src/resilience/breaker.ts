import type { Clock } from '../kernel/clock.ts';
import type { ErrorCategory } from '../kernel/error.ts';
import { categoryOf } from '../kernel/error.ts';
import type { BreakerPolicy } from '../kernel/policies.ts';
import type { Next } from './call.ts';
import { resilienceErrors } from './errors.ts';
import { finished } from './finished.ts';
import { RecentCounts } from './recent-counts.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Faults of the receiver; what the caller did wrong, or broke off, says nothing about it. */
const failing: ReadonlySet<ErrorCategory> = new Set(['unavailable', 'timeout', 'internal']);
const telling = (category: ErrorCategory): boolean => category !== 'cancelled' && category !== 'rate-limited';

/**
 * Stops calling what keeps failing. Closed: calls pass and are counted. Open: calls are refused with `BREAKER_OPEN`.
 * Half open: one call tries, others are refused; its end closes or opens the breaker.
 */
export class Breaker {
  private readonly policy: BreakerPolicy;
  private readonly clock: Clock;
  private readonly recent: RecentCounts<'calls' | 'failures'>;
  private openUntil: number | undefined;
  private probing = false;

  constructor(policy: BreakerPolicy, clock: Clock) {
    this.policy = policy;
    this.clock = clock;
    this.recent = new RecentCounts(['calls', 'failures'], policy.window, clock);
  }

  get state(): BreakerState {
    if (this.openUntil === undefined) return 'closed';
    return this.clock.monotonic() < this.openUntil ? 'open' : 'half-open';
  }

  /** Wraps the rest of a call. */
  wrap<T>(next: Next<T>): Next<T> {
    return (attempt) => {
      const probe = this.enter();
      return finished(() => next(attempt), (error) => this.leave(probe, error));
    };
  }

  /** Whether this call is the one that tries. */
  private enter(): boolean {
    const { state } = this;
    if (state === 'closed') return false;
    if (state === 'open' || this.probing) throw this.refusal();
    this.probing = true;
    return true;
  }

  private leave(probe: boolean, error: unknown): void {
    if (probe) this.probing = false;
    // Calls that began before the breaker opened say nothing about how the receiver is now.
    else if (this.openUntil !== undefined) return;
    const category = error === undefined ? undefined : categoryOf(error);
    if (category !== undefined && !telling(category)) return;
    const failed = category !== undefined && failing.has(category);
    if (probe) this.decide(failed);
    else this.count(failed);
  }

  private decide(failed: boolean): void {
    this.recent.clear();
    if (failed) this.open();
    else this.openUntil = undefined;
  }

  private count(failed: boolean): void {
    this.recent.add('calls');
    if (failed) this.recent.add('failures');
    const calls = this.recent.total('calls');
    const failures = this.recent.total('failures');
    if (failures > 0 && calls >= this.policy.minimumCalls && failures / calls >= this.policy.failures) this.open();
  }

  private open(): void {
    this.openUntil = this.clock.monotonic() + this.policy.openFor;
  }

  private refusal(): Error {
    const retryAfter = Math.max((this.openUntil ?? 0) - this.clock.monotonic(), 0);
    return resilienceErrors.BREAKER_OPEN({ what: `The breaker of this link is ${this.state}.`, retryAfter });
  }
}
