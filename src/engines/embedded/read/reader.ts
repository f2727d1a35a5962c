import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { storeErrors } from '../errors.ts';
import { openReader } from '../store/database.ts';
import { storeFailure } from '../store/failure.ts';
import type { RecentBatch } from './recent.ts';

/** A batch as it is stored. */
export interface StoredBatch {
  readonly first: number;
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** One bit for each record that is done. */
  readonly done: Uint8Array | undefined;
  /** Where it is one of the newest batches, which are in memory for everybody; `undefined`: it was read for whoever asked. */
  readonly shared: RecentBatch | undefined;
}

/**
 * Whoever asked for a batch has read it: its memory is given back at once where nobody else needs it. A collection would come late,
 * and what lies outside of V8's heap forces collections.
 */
export function letGo({ shared, bytes }: StoredBatch): void {
  if (shared !== undefined) shared.readers -= 1;
  if (shared === undefined || (shared.readers === 0 && shared.bytes === undefined)) bytes.buffer.transfer(0);
}

/** The ends of a log in the files. */
export interface LogExtent {
  readonly first: number;
  readonly next: number;
  /** Records that are not done. */
  readonly remaining: number;
}

/** Reads what is committed. */
export class Reader {
  readonly database: DatabaseSync;
  private readonly statements;

  constructor(directory: string) {
    this.database = openReader(directory);
    const batch = 'SELECT first, count, checksum, done, data FROM batch JOIN body ON body.id = batch.body WHERE log = ?1';
    this.statements = {
      holding: this.database.prepare('SELECT first FROM batch WHERE log = ? AND first <= ? ORDER BY first DESC LIMIT 1'),
      from: this.database.prepare(`${batch} AND first >= ?2 ORDER BY first LIMIT 64`),
      first: this.database.prepare('SELECT first, count, done, time FROM batch WHERE log = ? ORDER BY first LIMIT 1'),
      last: this.database.prepare('SELECT first + count AS next FROM batch WHERE log = ? ORDER BY first DESC LIMIT 1'),
      floor: this.database.prepare('SELECT next FROM log WHERE id = ?'),
      remaining: this.database.prepare('SELECT coalesce(sum(remaining), 0) AS remaining FROM batch WHERE log = ?'),
      timeAt: this.database.prepare('SELECT time FROM batch WHERE log = ? AND first <= ? ORDER BY first DESC LIMIT 1'),
    };
  }

  /** Batches in order, from the one that holds `position`, until they have `ahead` bytes: reads are on the main thread and must stay short. */
  batches(log: number, position: number, ahead: number): StoredBatch[] {
    const holding = this.statements.holding.get(log, position);
    const found: StoredBatch[] = [];
    let bytes = 0;
    for (const row of this.statements.from.iterate(log, holding === undefined ? position : Number(holding['first']))) {
      const batch = storedBatch(row, log);
      if (batch.first + batch.count <= position) continue;
      found.push(batch);
      bytes += batch.bytes.length;
      if (bytes >= ahead) break;
    }
    return found;
  }

  extent(log: number, counted: boolean): LogExtent {
    const next = Math.max(Number(this.statements.last.get(log)?.['next'] ?? 0), Number(this.statements.floor.get(log)?.['next'] ?? 0));
    const remaining = counted ? Number(this.statements.remaining.get(log)?.['remaining']) : 0;
    return { first: this.first(log) ?? next, next, remaining };
  }

  /** Position of the first record that is not done. */
  first(log: number): number | undefined {
    const row = this.statements.first.get(log);
    if (row === undefined) return undefined;
    const done = row['done'] instanceof Uint8Array ? row['done'] : new Uint8Array(0);
    let index = 0;
    while (((done[index >> 3] ?? 0) & (1 << (index & 7))) !== 0) index += 1;
    return Number(row['first']) + index;
  }

  /** Store time of the oldest batch. */
  oldestTime(log: number): number | undefined {
    const time = this.statements.first.get(log)?.['time'];
    return time === undefined ? undefined : Number(time);
  }

  /** Position of the first batch stored at `time` or later: times grow with positions, so halving finds it. */
  positionAt(log: number, time: number): number {
    const { first, next } = this.extent(log, false);
    let low = first;
    let high = next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Number(this.statements.timeAt.get(log, middle)?.['time'] ?? -Infinity) >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }
}

function storedBatch(row: Record<string, unknown>, log: number): StoredBatch {
  const bytes = row['data'] as Uint8Array<ArrayBuffer>;
  const first = Number(row['first']);
  if (crc32(bytes) !== Number(row['checksum'])) {
    throw storeErrors.STORE_DAMAGED({ what: `The batch at position ${first} of log ${log} does not match its checksum.`, details: { log, first } });
  }
  return { first, count: Number(row['count']), bytes, done: row['done'] instanceof Uint8Array ? row['done'] : undefined, shared: undefined };
}

/** Runs a read; a fault of the files becomes a coded error. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw storeFailure(error, 'reading the database');
  }
}
