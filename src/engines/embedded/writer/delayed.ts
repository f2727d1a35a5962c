import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Batches } from './batches.ts';
import type { Appended, Delayed, DelayedAppend, Instant } from './protocol.ts';
import { channelOf, logOf, logsPerChannel } from './protocol.ts';
import type { Seen } from './seen.ts';

/** Most bytes that one step moves, beyond its last message. */
const promoteBytes = 4_194_304;

/** Messages that wait for their time. */
export class DelayedMessages {
  private readonly insert;
  private readonly due;
  private readonly remove;
  private readonly earliest;
  private readonly removeChannel;
  private readonly seen: Seen;
  private readonly batches: Batches;

  constructor(database: DatabaseSync, seen: Seen, batches: Batches) {
    this.insert = database.prepare('INSERT INTO delayed (log, due, checksum, data) VALUES (?, ?, ?, ?)');
    this.due = database.prepare('SELECT id, log, checksum, data FROM delayed WHERE due <= ? ORDER BY due, id LIMIT ?');
    this.remove = database.prepare('DELETE FROM delayed WHERE id = ?');
    this.earliest = database.prepare('SELECT min(due) AS due FROM delayed');
    this.removeChannel = database.prepare('DELETE FROM delayed WHERE log >= ? AND log < ?');
    this.seen = seen;
    this.batches = batches;
  }

  add(append: DelayedAppend, time: number): Delayed {
    const duplicate = this.seen.duplicates(append, time).length > 0;
    if (!duplicate) this.insert.run(append.log, append.due, crc32(append.bytes), append.bytes);
    return { log: append.log, due: append.due, duplicate };
  }

  /** Moves what is due to its log, in the order of the due times. */
  promote(instant: Instant, limit: number): Appended[] {
    return this.dueNow(instant, limit).map((row) => {
      const log = Number(row['log']);
      const bytes = row['data'] as Uint8Array<ArrayBuffer>;
      const first = this.batches.write({ log, count: 1, bytes, settled: true }, instant.time, Number(row['checksum']));
      this.remove.run(Number(row['id']));
      return { log, first, count: 1, duplicates: [], bytes: undefined, time: instant.time };
    });
  }

  /** What is due, but no more at one time than fits into memory well. */
  private dueNow({ wall }: Instant, limit: number) {
    const rows = [];
    let bytes = 0;
    for (const row of this.due.iterate(wall, limit)) {
      rows.push(row);
      bytes += (row['data'] as Uint8Array).length;
      if (bytes >= promoteBytes) break;
    }
    return rows;
  }

  /** When the next one is due, by the wall clock. */
  nextDue(): number | undefined {
    const due = this.earliest.get()?.['due'];
    return typeof due === 'number' ? due : undefined;
  }

  /** Removes all of the queue that a log belongs to; returns how many. */
  purge(log: number): number {
    const start = logOf(channelOf(log), 0);
    return Number(this.removeChannel.run(start, start + logsPerChannel).changes);
  }
}
