import type { Handler } from './queue-contestant.ts';
import type { Booking } from './payload.ts';

/** One stream of one partition's worth of order, wherever it is. */
export interface StreamContestant {
  /** A fresh, empty stream. */
  open(directory: string): Promise<void>;
  /** Resolves once the message is as durable as it gets. */
  append(message: Booking): Promise<unknown>;
  /** The same for all of them together. */
  appendGroup(messages: readonly Booking[]): Promise<unknown>;
  /** Called between writing and reading, so that nothing is read from a writer's memory where that can be helped. */
  reopen(): Promise<void>;
  /** Reads from the beginning; resolves once the handler had so many. */
  read(count: number, handler: Handler): Promise<void>;
  /** Lets go of everything and removes the stream. */
  close(): Promise<void>;
}
