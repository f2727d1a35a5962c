import type { Clock } from '../kernel/clock.ts';
import type { Caller } from '../kernel/handler.ts';
import type { RateLimitPolicy } from '../kernel/policies.ts';
import { resilienceErrors } from './errors.ts';

/** Where a caller stands, for the headers `RateLimit` and `Retry-After`. */
export interface RateState {
  readonly allowed: boolean;
  readonly limit: number;
  /** Calls that would be allowed now. */
  readonly remaining: number;
  /** Milliseconds until all of `limit` is allowed again. */
  readonly reset: number;
  /** Milliseconds until the next call is allowed; 0: now. */
  readonly retryAfter: number;
}

interface Bucket {
  tokens: number;
  /** When `tokens` was right, on the clock that never goes back. */
  at: number;
}

/** Most buckets kept; beyond, the one unused for longest is forgotten, so that invented callers can't fill the memory. */
const mostBuckets = 100_000;

/** A token bucket for the link, each caller or each tenant: `limit` calls at once, then `limit` per window, evenly. */
export class RateLimit {
  private readonly policy: RateLimitPolicy;
  private readonly clock: Clock;
  /** The one used last comes last. */
  private readonly buckets = new Map<string, Bucket>();

  constructor(policy: RateLimitPolicy, clock: Clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /** Takes one call, or throws `RATE_LIMITED` with `retryAfter`. */
  enter(caller: Caller | undefined, onRate?: ((state: RateState) => void) | undefined): void {
    const state = this.take(caller);
    onRate?.(state);
    if (state.allowed) return;
    const what = `${this.policy.limit} calls in ${this.policy.window} ms are allowed per ${this.policy.per}.`;
    const { limit, remaining, reset, retryAfter } = state;
    throw resilienceErrors.RATE_LIMITED({ what, details: { limit, remaining, reset }, retryAfter });
  }

  /** Takes one call where it is allowed. */
  take(caller: Caller | undefined): RateState {
    const bucket = this.bucket(this.nameOf(caller));
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return { allowed, ...this.stateOf(bucket.tokens) };
  }

  private stateOf(tokens: number): Omit<RateState, 'allowed'> {
    const { limit, window } = this.policy;
    const time = (missing: number): number => Math.ceil((Math.max(missing, 0) * window) / limit);
    return { limit, remaining: Math.floor(tokens), reset: time(limit - tokens), retryAfter: time(1 - tokens) };
  }

  private nameOf(caller: Caller | undefined): string {
    if (this.policy.per === 'link' || caller === undefined) return '';
    return this.policy.per === 'tenant' ? `tenant ${caller.tenant ?? ''}` : `caller ${caller.subject}`;
  }

  private bucket(name: string): Bucket {
    const now = this.clock.monotonic();
    const bucket = this.buckets.get(name) ?? { tokens: this.policy.limit, at: now };
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    bucket.tokens = Math.min(this.policy.limit, bucket.tokens + ((now - bucket.at) * this.policy.limit) / this.policy.window);
    bucket.at = now;
    this.forget(now);
    return bucket;
  }

  /** A bucket unused for a window is full again, which is how a new one starts. */
  private forget(now: number): void {
    for (const [name, { at }] of this.buckets) {
      if (this.buckets.size <= mostBuckets && now - at < this.policy.window) return;
      this.buckets.delete(name);
    }
  }
}
