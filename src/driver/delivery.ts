import type { Message } from '../kernel/message.ts';

/** A message handed to one consumer, not yet settled. */
export interface Delivery {
  readonly message: Message;
  /**
   * What has one ordered owner at a time: a partition, a FIFO group, a hashed lane. Deliveries of one lane
   * arrive in order; nothing is said of order between lanes.
   */
  readonly lane: number;
  /** Place within the lane; grows with order. Streams: the offset. */
  readonly position: number;
  /**
   * How often the engine knows to have delivered it before; 0 where it can't know. The layer above counts
   * attempts in the state store and takes the larger number.
   */
  readonly redelivered: number;
  /** Whatever the driver needs to settle it. */
  readonly token: unknown;
}

/** What becomes of a delivery. */
export interface Settlement {
  readonly delivery: Delivery;
  /** `done`: never again. `release`: back to where it was, for anyone, without counting as an attempt (shutdown). */
  readonly outcome: 'done' | 'release';
}

/** How far a group has read a lane: everything before `next` is done. */
export interface Position {
  readonly lane: number;
  readonly next: number;
}
