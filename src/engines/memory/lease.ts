import type { QueueMessage } from '../../kernel/message.ts';
import type { MemoryQueueReceiver } from './queue-receiver.ts';

/** A message in its queue. */
export interface QueueEntry {
  readonly message: QueueMessage;
  readonly lane: number;
  readonly sequence: number;
  readonly addedAt: number;
  redelivered: number;
}

/** An entry with a receiver; the token of its delivery. */
export class Lease {
  readonly entry: QueueEntry;
  readonly receiver: MemoryQueueReceiver;
  state: 'held' | 'settled' | 'lost' = 'held';

  constructor(entry: QueueEntry, receiver: MemoryQueueReceiver) {
    this.entry = entry;
    this.receiver = receiver;
  }
}
