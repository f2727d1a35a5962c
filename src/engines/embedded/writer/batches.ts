import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Appended, BatchAppend } from './protocol.ts';
import type { Seen } from './seen.ts';
import type { Settler } from './settler.ts';
import type { Sizes } from './sizes.ts';
import type { Tails } from './tails.ts';

/** Writes batches at the ends of logs. */
export class Batches {
  private readonly insertBatch;
  private readonly insertBody;
  private readonly highestBody;
  private nextBody: number | undefined;
  private readonly tails: Tails;
  private readonly settler: Settler;
  private readonly seen: Seen;
  private readonly sizes: Sizes;

  constructor(database: DatabaseSync, tails: Tails, settler: Settler, seen: Seen, sizes: Sizes) {
    this.insertBatch = database.prepare('INSERT INTO batch (log, first, count, remaining, bytes, time, checksum, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.insertBody = database.prepare('INSERT INTO body (id, data) VALUES (?, ?)');
    this.highestBody = database.prepare('SELECT max(id) AS id FROM body');
    this.tails = tails;
    this.settler = settler;
    this.seen = seen;
    this.sizes = sizes;
  }

  append(batch: BatchAppend, time: number): Appended {
    const duplicates = this.seen.duplicates(batch, time);
    const { log, count, bytes } = batch;
    if (duplicates.length === count) return { log, first: 0, count, duplicates, bytes, time };
    const first = this.write(batch, time);
    if (duplicates.length > 0) this.settler.settle({ log, first, indexes: duplicates });
    return { log, first, count, duplicates, bytes, time };
  }

  /** Appends without looking for duplicates; returns the position of the first record. */
  write(batch: Pick<BatchAppend, 'log' | 'count' | 'bytes' | 'settled'>, time: number, checksum = crc32(batch.bytes)): number {
    const { log, count, bytes } = batch;
    const tail = this.tails.of(log);
    const first = tail.next;
    const body = this.takeBody();
    tail.time = Math.max(tail.time, time);
    this.insertBody.run(body, bytes);
    this.insertBatch.run(log, first, count, count, bytes.length, tail.time, checksum, body);
    tail.next = first + count;
    this.sizes.add(log, bytes.length);
    if (batch.settled) this.settler.remember(log, first, count, body);
    return first;
  }

  reset(): void {
    this.nextBody = undefined;
  }

  private takeBody(): number {
    const id = this.nextBody ?? Number(this.highestBody.get()?.['id'] ?? 0) + 1;
    this.nextBody = id + 1;
    return id;
  }
}
