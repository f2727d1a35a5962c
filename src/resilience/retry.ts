import type { Clock } from '../kernel/clock.ts';
import { categoryOf, IsthmusError, passingCategories } from '../kernel/error.ts';
import type { Backoff, RetryPolicy } from '../kernel/policies.ts';
import type { Attempt, Next } from './call.ts';
import { RetryBudget } from './retry-budget.ts';
import { sleep } from './sleep.ts';

/**
 * How long to wait before trying again after attempt number `attempt` (from 1), milliseconds: evenly between 0 and a
 * bound that grows by `factor` up to `cap` (full jitter), or the bound itself with `jitter: 'none'`.
 */
export function delayFor(backoff: Backoff, attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(backoff.cap, backoff.base * backoff.factor ** (attempt - 1));
  return backoff.jitter === 'none' ? bound : random() * bound;
}

/** What retrying needs to know beside its policy. */
export interface RetrySettings {
  readonly clock: Clock;
  /** The work may be done twice without harm. Where it may not, only calls that were refused before any work are tried again. */
  readonly idempotent: boolean;
  readonly random?: (() => number) | undefined;
}

/** Codes of refusals that come before any work. */
const untouched = new Set(['BREAKER_OPEN', 'BULKHEAD_FULL']);

/** Tries again after passing faults: never after a fault of the caller, beyond the budget, or past the deadline. */
export class Retry {
  private readonly policy: RetryPolicy;
  private readonly settings: RetrySettings;
  private readonly budget: RetryBudget;

  constructor(policy: RetryPolicy, settings: RetrySettings) {
    this.policy = policy;
    this.settings = settings;
    this.budget = new RetryBudget(policy.budget, settings.clock);
  }

  /** Wraps the rest of a call. */
  wrap<T>(next: Next<T>): Next<T> {
    return (first) => {
      this.budget.first();
      return this.attempt(next, first);
    };
  }

  private attempt<T>(work: Next<T>, attempt: Attempt): T | Promise<T> {
    try {
      const answer = work(attempt);
      return answer instanceof Promise ? answer.catch((error: unknown) => this.again(work, attempt, error)) : answer;
    } catch (error) {
      return this.again(work, attempt, error);
    }
  }

  private async again<T>(work: Next<T>, last: Attempt, error: unknown): Promise<T> {
    if (last.attempt >= this.policy.attempts || last.signal.aborted || !this.helps(error)) throw error;
    const delay = this.delay(last.attempt, error);
    const tooLate = last.deadline !== undefined && this.settings.clock.now() + delay >= last.deadline;
    if (tooLate || !this.budget.take()) throw error;
    await sleep(this.settings.clock, delay, last.signal);
    if (last.signal.aborted) throw error;
    return this.attempt(work, { ...last, attempt: last.attempt + 1 });
  }

  private helps(error: unknown): boolean {
    const category = categoryOf(error);
    if (!passingCategories.has(category)) return false;
    return this.settings.idempotent || category === 'rate-limited' || (error instanceof IsthmusError && untouched.has(error.code));
  }

  private delay(attempt: number, error: unknown): number {
    const asked = error instanceof IsthmusError ? (error.retryAfter ?? 0) : 0;
    return Math.max(delayFor(this.policy, attempt, this.settings.random), asked);
  }
}
