import type { QueueMessage } from '../kernel/message.ts';
import type { Delivery } from './delivery.ts';

/** A queue as the app declares it; fixed at its creation. */
export interface QueueDeclaration {
  readonly name: string;
  /** Ordered lanes: 1 or more keeps the order per key; 0: order does not matter. */
  readonly lanes: number;
  /** How long a `deduplicationId` is remembered, milliseconds; 0: none. */
  readonly deduplicationWindow: number;
}

export interface QueueDepth {
  readonly ready: number;
  /** Leased and unsettled; `undefined` where the engine does not tell, as below. */
  readonly inFlight: number | undefined;
  readonly delayed: number | undefined;
  /** Age of the oldest waiting message, milliseconds. */
  readonly oldestAge: number | undefined;
}

/** One consumer of a queue; may be opened several times in one or many processes. */
export interface QueueReceiver {
  /**
   * Resolves with 1 to `maximum` deliveries as soon as there are any, with none once it is closed. A delivery is
   * leased to this receiver until settled; the driver renews leases by itself as long as the receiver is open. Rejects
   * with a classified error (queue deleted, access revoked) and may be called again; a lost connection alone only takes longer.
   */
  receive(maximum: number): Promise<readonly Delivery[]>;
  /**
   * Lets go: `receive` resolves with none, what is unsettled goes back. Idempotent. Settle before you close;
   * settling after is refused with `SETTLED_LATE`.
   */
  close(): Promise<void>;
}

export interface ReceiverOptions {
  /** Most deliveries leased and unsettled at one time; at least one per lane held. */
  readonly prefetch: number;
  /** Called before lanes move to another receiver; the lanes move once it resolves. What is still unsettled is delivered again. */
  onRevoked?(lanes: readonly number[]): Promise<void>;
  /** Lanes were lost without warning (connection, session, lease): deliveries from them are void; abort their handlers, settling is refused. */
  onLost?(lanes: readonly number[]): void;
}

/** Queues of one engine. */
export interface QueueDriver {
  /** Creates it where it is missing; refuses with `QUEUE_DIFFERS` where it exists in another form. */
  declare(queue: QueueDeclaration): Promise<void>;
  consume(queue: string, options: ReceiverOptions): Promise<QueueReceiver>;
  depth(queue: string): Promise<QueueDepth>;
  /** Waiting messages in order, without taking them. Needs `peek`. */
  peek(queue: string, limit: number): Promise<readonly QueueMessage[]>;
  /** Removes what waits (not what is leased); answers with how many, `undefined` where the engine does not tell. */
  purge(queue: string): Promise<number | undefined>;
}
