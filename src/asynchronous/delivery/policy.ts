import type { Backoff } from '../../kernel/policies.ts';
import type { DeliveryPolicy } from './reducer.ts';

/** How one consumer delivers. */
export interface ConsumerPolicy extends DeliveryPolicy {
  readonly order: 'none' | 'key' | 'global';
  /** Messages handled at the same time. */
  readonly concurrency: number;
  /** Messages received and not settled at one time. */
  readonly window: number;
  readonly backoff: Backoff;
  /** Longest time of one attempt, milliseconds. */
  readonly timeout: number;
  /** How long an aborted handler may take to stop, milliseconds. */
  readonly grace: number;
  /** A retry further away than this waits in the state store instead of the consumer, milliseconds. */
  readonly hold: number;
  /** What a message that can't be handled does to its key. */
  readonly poison: 'park' | 'skip';
  /** Dead letters older than this are removed, milliseconds; 0: kept. */
  readonly keepDeadLetters: number;
}
