import type { QueueBatch } from './batch.ts';
import type { QueueLog } from './log.ts';
import type { EmbeddedQueueReceiver } from './receiver.ts';

/** A record with a receiver; the token of its delivery. */
export class Lease {
  readonly receiver: EmbeddedQueueReceiver;
  readonly log: QueueLog;
  readonly batch: QueueBatch;
  readonly index: number;
  readonly lane: number;
  /** `settling`: its unit is being committed. `lost`: it went back to its queue. */
  state: 'held' | 'settling' | 'lost' | 'done' = 'held';

  constructor(receiver: EmbeddedQueueReceiver, log: QueueLog, batch: QueueBatch, index: number, lane: number) {
    this.receiver = receiver;
    this.log = log;
    this.batch = batch;
    this.index = index;
    this.lane = lane;
  }
}
