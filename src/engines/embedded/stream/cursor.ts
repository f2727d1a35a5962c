import type { Delivery } from '../../../driver/delivery.ts';
import { bodySize } from '../../../kernel/message.ts';
import { BatchDecoder } from '../codec/decoder.ts';
import { Delivered } from '../read/delivered.ts';
import { letGo } from '../read/reader.ts';
import type { StoredBatch } from '../read/reader.ts';
import type { StreamLog } from './log.ts';

/** Offsets that may have been with a handler when the process before ended uncleanly: from `from` up to, not including, `before`. */
export interface SuspectRange {
  readonly from: number;
  readonly before: number;
}

const none: SuspectRange = { from: 0, before: 0 };

/** Goes through one partition, record by record. */
export class StreamCursor {
  /** Offset of the next record. */
  position: number;
  private readonly log: StreamLog;
  private readonly suspects: SuspectRange;
  private ahead: StoredBatch[] = [];
  private open: StoredBatch | undefined;
  private decoder: BatchDecoder | undefined;

  constructor(log: StreamLog, position: number, suspects: SuspectRange = none) {
    this.log = log;
    this.position = position;
    this.suspects = suspects;
  }

  /** Adds up to `maximum` records to `taken`, and stops after `bytes` of data; answers with the bytes taken. */
  take(maximum: number, bytes: number, taken: Delivery[]): number {
    let size = 0;
    while (taken.length < maximum && size < bytes) {
      const delivery = this.next();
      if (delivery === undefined) break;
      size += bodySize(delivery.message);
      taken.push(delivery);
    }
    return size;
  }

  private next(): Delivery | undefined {
    for (;;) {
      if (this.decoder === undefined && !this.openNext()) return undefined;
      const { decoder, open } = this;
      if (decoder === undefined || open === undefined) return undefined;
      while (decoder.next()) {
        const position = open.first + decoder.index;
        if (position < this.position || isDone(open, decoder.index)) continue;
        this.position = position + 1;
        const { from, before } = this.suspects;
        return new Delivered(decoder.message(), this.log.partition, position, position >= from && position < before ? 1 : 0, undefined);
      }
      this.position = Math.max(this.position, open.first + open.count);
      this.decoder = undefined;
      letGo(open);
    }
  }

  private openNext(): boolean {
    if (this.ahead.length === 0) this.ahead = this.log.from(this.position);
    this.open = this.ahead.shift();
    if (this.open === undefined) return false;
    this.decoder = new BatchDecoder(this.open.bytes);
    return true;
  }
}

function isDone({ done }: StoredBatch, index: number): boolean {
  return done !== undefined && ((done[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}
