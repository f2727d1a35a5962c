import type { Booking } from './payload.ts';

/** Called with each message, parsed; it has no time of its own. */
export type Handler = (message: Booking) => void;

/** What is measured; a contestant may choose what serves it best for that. */
export type Purpose = 'bulk' | 'single' | 'latency';

/** One queue, wherever it is. Everything durable as the queue's makers offer it. */
export interface QueueContestant {
  /** A fresh, empty queue, ready for messages. */
  open(directory: string, purpose: Purpose): Promise<void>;
  /** Messages in one call of `sendMany`, and calls at the same time: as serves it best. */
  readonly bulk: { readonly batch: number; readonly parallel: number };
  /** Resolves once the messages are as durable as they get. */
  sendMany(messages: readonly Booking[]): Promise<unknown>;
  /** The same for a single one. */
  send(message: Booking): Promise<unknown>;
  /** Begins to hand messages to the handler and to settle them. Called once. */
  consume(handler: Handler): Promise<void>;
  /** Lets go of everything and removes the queue. */
  close(): Promise<void>;
}
