import type { Delivery } from '../../../driver/delivery.ts';
import { BatchDecoder } from '../codec/decoder.ts';
import { bodySize } from '../../../kernel/message.ts';
import { Delivered } from '../read/delivered.ts';
import { letGo } from '../read/reader.ts';
import type { StoredBatch } from '../read/reader.ts';
import type { QueueBatch } from './batch.ts';
import { recordState } from './batch.ts';
import type { LeaseHolder } from './lease.ts';
import { Lease } from './lease.ts';
import type { ReadingAhead } from './memory.ts';
import { heldOverhead } from './memory.ts';
import type { QueueLog } from './log.ts';

interface OpenBatch {
  readonly stored: StoredBatch;
  readonly batch: QueueBatch;
  readonly decoder: BatchDecoder;
}

/** Goes through one log and leases what waits. */
export class QueueCursor implements ReadingAhead {
  readonly log: QueueLog;
  private readonly lanes: number;
  private position = 0;
  private ahead: StoredBatch[] = [];
  private open: OpenBatch | undefined;
  /** The open batch came from the files. */
  private stored = false;

  constructor(log: QueueLog, lanes: number) {
    this.log = log;
    this.lanes = lanes;
  }

  /** Looks again at everything from `position` on. */
  rewind(position: number): void {
    if (position >= this.position) return;
    this.position = position;
    this.close();
  }

  /** Forgets what was read ahead; it is read again when it is needed. */
  close(): void {
    this.ahead = [];
    this.open = undefined;
  }

  get openBytes(): number {
    return this.stored && this.open !== undefined ? this.open.decoder.size + this.ahead.reduce((sum, { bytes }) => sum + bytes.length, 0) : 0;
  }

  /** Leases up to `maximum` records in the lanes that the receiver owns (all, where the queue has none). */
  take(receiver: LeaseHolder, owned: ReadonlySet<number> | undefined, maximum: number, taken: Delivery[]): void {
    while (taken.length < maximum) {
      const open = this.open ?? this.next();
      if (open === undefined) return;
      if (!this.takeFrom(open, receiver, owned, maximum, taken)) continue;
      this.open = undefined;
      this.position = open.batch.first + open.batch.count;
      letGo(open.stored);
    }
  }

  /** `true`: the batch has no more records. */
  private takeFrom({ batch, decoder }: OpenBatch, receiver: LeaseHolder, owned: ReadonlySet<number> | undefined, maximum: number, taken: Delivery[]): boolean {
    while (taken.length < maximum) {
      if (!decoder.next()) return true;
      const { index } = decoder;
      const position = batch.first + index;
      if (position < this.position) continue;
      this.position = position + 1;
      if (batch.states[index] !== recordState.waiting) continue;
      const lane = this.lanes === 0 ? 0 : decoder.keyed ? decoder.hash % this.lanes : position % this.lanes;
      if (owned !== undefined && !owned.has(lane)) continue;
      const message = decoder.message();
      const redelivered = this.log.lease(batch, index, lane);
      const token = new Lease(receiver, this.log, batch, index, lane, bodySize(message) + heldOverhead);
      taken.push(new Delivered(message, lane, position * 10 + 9 - this.log.priority, redelivered, token));
    }
    return false;
  }

  private next(): OpenBatch | undefined {
    if (this.ahead.length === 0) {
      this.stored = this.position < this.log.recent.from;
      this.ahead = this.log.from(this.position);
    }
    const stored = this.ahead.shift();
    if (stored === undefined) return undefined;
    this.open = { stored, batch: this.log.view(stored), decoder: new BatchDecoder(stored.bytes) };
    return this.open;
  }
}
