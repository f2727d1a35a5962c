import type { QueueBatch } from './batch.ts';
import type { QueueLog } from './log.ts';
import type { Pumped } from './pumps.ts';

/** Who holds leases: a receiver of the queue. */
export interface LeaseHolder {
  readonly queue: Pumped;
  /** The unit that settles it was committed. */
  finished(lease: Lease): void;
  /** It goes back to its place; `counted`: a handler may have had it. */
  release(lease: Lease, counted: boolean): void;
  /** The unit that should have settled it failed. */
  unsettled(lease: Lease): void;
}

/** A record with a receiver; the token of its delivery. */
export class Lease {
  readonly receiver: LeaseHolder;
  readonly log: QueueLog;
  readonly batch: QueueBatch;
  readonly index: number;
  readonly lane: number;
  /** What it takes in memory, about. */
  readonly bytes: number;
  /** `settling`: its unit is being committed. `lost`: it went back to its queue. */
  state: 'held' | 'settling' | 'lost' | 'done' = 'held';

  constructor(receiver: LeaseHolder, log: QueueLog, batch: QueueBatch, index: number, lane: number, bytes: number) {
    this.receiver = receiver;
    this.log = log;
    this.batch = batch;
    this.index = index;
    this.lane = lane;
    this.bytes = bytes;
  }
}
