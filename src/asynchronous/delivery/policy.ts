import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/handler.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { Backoff } from '../../kernel/policies.ts';
import type { OpenEngine } from '../../driver/engine.ts';
import type { MethodHost, Outcome } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Failure } from './failure.ts';
import type { Item } from './item.ts';
import type { DeadReason } from '../../driver/administration.ts';
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

/** What a consumer does with a message; the rest is the same for queues, streams and jobs. */
export interface Work {
  run(item: Item): Outcome | Promise<Outcome>;
  /** What the end of a message adds to its unit: a claim's removal, a job's record. */
  ended?(item: Item, reason: DeadReason | undefined, failure: Failure | undefined): readonly StateOperation[];
}

/** What the parts of a consumer share. */
export interface ConsumerSetting {
  /** Names its entries in the state store; no slash. */
  readonly name: string;
  readonly policy: ConsumerPolicy;
  readonly engine: OpenEngine;
  readonly host: Pick<MethodHost, 'commit' | 'stateEngine'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly work: Work;
  /** What tells one message from another across redeliveries. */
  identify(message: QueueMessage, lane: number, position: number): string;
  /** Streams: deliveries have partitions and offsets. */
  readonly offsets: boolean;
}
