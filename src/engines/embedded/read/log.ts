import type { Appended } from '../writer/protocol.ts';
import type { Reader, StoredBatch } from './reader.ts';
import { reading } from './reader.ts';
import type { RecentBudget } from './recent.ts';
import { RecentBatches } from './recent.ts';

/** One ordered sequence of batches as the main thread sees it. */
export class BatchLog {
  readonly id: number;
  readonly reader: Reader;
  readonly recent: RecentBatches;
  /** Position of the next record to come. */
  next: number;
  /** Bytes of the last batch: the next one will probably be alike. */
  lastBytes = 1_024;
  /** Most bytes of one read of the files beyond its first batch. */
  protected readonly readAhead: number = 262_144;

  constructor(id: number, next: number, reader: Reader, budget: RecentBudget) {
    this.id = id;
    this.next = next;
    this.reader = reader;
    this.recent = new RecentBatches(next, budget);
  }

  /** A batch was committed at the end. */
  appended({ first, count, bytes }: Appended): void {
    this.next = Math.max(this.next, first + count);
    if (bytes !== undefined) this.recent.add({ first, count, bytes, readers: 0 });
    // Without its bytes the batch is only in the files, and everything before it as well.
    else this.recent.skipTo(first + count);
    this.lastBytes = bytes?.length ?? this.lastBytes;
  }

  /** Batches in order from the one that holds `position`: from memory, else from the files. */
  from(position: number): StoredBatch[] {
    if (position >= this.next) return [];
    if (position < this.recent.from) return reading(() => this.reader.batches(this.id, position, this.readAhead));
    const batch = this.recent.find(position);
    if (batch?.bytes === undefined) return [];
    batch.readers += 1;
    return [{ first: batch.first, count: batch.count, bytes: batch.bytes, done: undefined, shared: batch }];
  }
}
