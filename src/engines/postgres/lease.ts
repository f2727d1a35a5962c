import type { QueueReceiver } from '../../driver/queue.ts';

/** A message with a receiver; the token of its delivery. */
export class Lease {
  readonly receiver: QueueReceiver;
  readonly position: number;
  /** The member in whose name it was taken. */
  readonly owner: number;
  readonly lane: number;
  state: 'held' | 'settling' | 'settled' | 'lost' = 'held';

  constructor(receiver: QueueReceiver, position: number, owner: number, lane: number) {
    this.receiver = receiver;
    this.position = position;
    this.owner = owner;
    this.lane = lane;
  }
}
