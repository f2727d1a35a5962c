import type { QueueReceiver } from '../../driver/queue.ts';
import type { QueueMessage } from '../../kernel/message.ts';

/** A message in its queue. */
export interface QueueEntry {
  readonly message: QueueMessage;
  readonly lane: number;
  readonly sequence: number;
  readonly addedAt: number;
  redelivered: number;
}

/** Who has leases. */
export interface LeaseHolder extends QueueReceiver {
  readonly queue: { pump(): void };
  settle(lease: Lease, goesBack: boolean): void;
}

/** An entry with a receiver; the token of its delivery. */
export class Lease {
  readonly entry: QueueEntry;
  readonly receiver: LeaseHolder;
  state: 'held' | 'settled' | 'lost' = 'held';

  constructor(entry: QueueEntry, receiver: LeaseHolder) {
    this.entry = entry;
    this.receiver = receiver;
  }
}
