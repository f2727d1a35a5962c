import type { Message } from '../kernel/message.ts';

/** A message handed to one consumer, not yet settled. */
export interface Delivery {
  readonly message: Message;
  /**
   * What has one ordered owner at a time: a partition, a FIFO group, a hashed lane. Deliveries of one lane
   * arrive in order; nothing is said of order between lanes.
   */
  readonly lane: number;
  /** Grows with order within one assignment of the lane to one receiver. Comparable across receivers only for streams, where it is the offset. */
  readonly position: number;
  /**
   * How often the engine knows to have delivered it before; at least 1 for everything that may have been with a
   * handler when its consumer ended uncleanly. A suspicion, not a count of attempts (brokers count prefetched
   * messages too): above 0 the layer above records the attempt durably before it calls the handler.
   */
  readonly redelivered: number;
  /** Whatever the driver needs to settle it. */
  readonly token: unknown;
}

/** What becomes of a delivery. */
export interface Settlement {
  readonly delivery: Delivery;
  /**
   * `done`: never again. `release`: back to where it was, for anyone, without counting as an attempt; only while
   * closing or in `onRevoked`, and the driver may wait with it until the lane is let go, so that order holds.
   */
  readonly outcome: 'done' | 'release';
}

/** How far a group has read a lane: everything before `next` is done. */
export interface Position {
  readonly lane: number;
  readonly next: number;
}
