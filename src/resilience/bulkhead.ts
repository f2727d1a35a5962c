import type { BulkheadPolicy } from '../kernel/policies.ts';
import type { Next } from './call.ts';
import { resilienceErrors } from './errors.ts';
import { finished } from './finished.ts';

/** Limits how many calls run at the same time. A few may wait for a place, in order; more are refused with `BULKHEAD_FULL`. */
export class Bulkhead {
  private readonly policy: BulkheadPolicy;
  /** Sets keep the order of arrival, and let go of one in the middle at no cost. */
  private readonly waiting = new Set<() => void>();
  private running = 0;

  constructor(policy: BulkheadPolicy) {
    this.policy = policy;
  }

  /** Wraps the rest of a call. */
  wrap<T>(next: Next<T>): Next<T> {
    return (attempt) => {
      const run = () => finished(() => next(attempt), () => this.leave());
      if (this.running >= this.policy.concurrency) return this.place(attempt.signal).then(run);
      this.running += 1;
      return run();
    };
  }

  /** Whoever waited longest takes the place over, so that nobody slips in between. */
  private leave(): void {
    const [first] = this.waiting;
    if (first === undefined) this.running -= 1;
    else first();
  }

  /** Waits for a place. A caller that gave up frees its own at once. */
  private place(signal: AbortSignal): Promise<void> {
    if (this.waiting.size >= this.policy.queue) throw this.refusal();
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.waiting.delete(enter);
        signal.removeEventListener('abort', gone);
      };
      const enter = (): void => {
        end();
        resolve();
      };
      const gone = (): void => {
        end();
        reject(resilienceErrors.CALL_CANCELLED({ what: 'The call was cancelled while it waited for a place.', cause: signal.reason }));
      };
      this.waiting.add(enter);
      signal.addEventListener('abort', gone);
      if (signal.aborted) gone();
    });
  }

  private refusal(): Error {
    const { concurrency, queue } = this.policy;
    return resilienceErrors.BULKHEAD_FULL({ what: `${concurrency} calls run and ${queue} wait on this link.`, details: { concurrency, queue } });
  }
}
