import type { DatabaseSync } from 'node:sqlite';
import type { BatchSettle } from './protocol.ts';
import type { Tails } from './tails.ts';

interface Unsettled {
  readonly log: number;
  readonly first: number;
  readonly count: number;
  readonly body: number;
  remaining: number;
  /** One bit for each settled record; `undefined`: none yet. */
  done: Uint8Array | undefined;
}

/** Batches whose bits are kept in memory, so that settling reads nothing from the files. */
const cacheLimit = 20_000;

/** Marks records as done. A batch without unfinished records is deleted. */
export class Settler {
  private readonly cache = new Map<number, Map<number, Unsettled>>();
  private readonly changed = new Set<Unsettled>();
  private cached = 0;
  private readonly tails: Tails;
  private readonly load;
  private readonly update;
  private readonly deleteBatch;
  private readonly deleteBody;

  constructor(database: DatabaseSync, tails: Tails) {
    this.tails = tails;
    this.load = database.prepare('SELECT count, remaining, body, done FROM batch WHERE log = ? AND first = ?');
    this.update = database.prepare('UPDATE batch SET remaining = ?, done = ? WHERE log = ? AND first = ?');
    this.deleteBatch = database.prepare('DELETE FROM batch WHERE log = ? AND first = ?');
    this.deleteBody = database.prepare('DELETE FROM body WHERE id = ?');
  }

  /** A batch that was just appended: its bits need not be read. */
  remember(log: number, first: number, count: number, body: number): void {
    this.store({ log, first, count, body, remaining: count, done: undefined });
  }

  /** Returns how many records were not done before. Takes effect in the files with `flush`. */
  settle({ log, first, indexes }: BatchSettle): number {
    const batch = this.cache.get(log)?.get(first) ?? this.read(log, first);
    if (batch === undefined) return 0;
    const before = batch.remaining;
    batch.done ??= new Uint8Array(Math.ceil(batch.count / 8));
    for (const index of indexes) mark(batch, batch.done, index);
    if (batch.remaining !== before) this.changed.add(batch);
    return before - batch.remaining;
  }

  /** Writes what changed. */
  flush(): void {
    for (const batch of this.changed) {
      if (batch.remaining > 0) this.update.run(batch.remaining, batch.done ?? null, batch.log, batch.first);
      else this.drop(batch);
    }
    this.changed.clear();
    if (this.cached > cacheLimit) this.reset();
  }

  /** Deletes a batch, finished or not. */
  drop(batch: Pick<Unsettled, 'log' | 'first' | 'count' | 'body'>): void {
    this.deleteBatch.run(batch.log, batch.first);
    this.deleteBody.run(batch.body);
    this.tails.batchDeleted(batch.log, batch.first + batch.count);
    if (this.cache.get(batch.log)?.delete(batch.first) === true) this.cached -= 1;
  }

  reset(): void {
    this.cache.clear();
    this.changed.clear();
    this.cached = 0;
  }

  private read(log: number, first: number): Unsettled | undefined {
    const row = this.load.get(log, first);
    if (row === undefined) return undefined;
    const done = row['done'] instanceof Uint8Array ? row['done'] : undefined;
    return this.store({ log, first, count: Number(row['count']), body: Number(row['body']), remaining: Number(row['remaining']), done });
  }

  private store(batch: Unsettled): Unsettled {
    const log = this.cache.get(batch.log) ?? new Map<number, Unsettled>();
    this.cache.set(batch.log, log.set(batch.first, batch));
    this.cached += 1;
    return batch;
  }
}

function mark(batch: Unsettled, done: Uint8Array, index: number): void {
  const place = index >> 3;
  const bit = 1 << (index & 7);
  const byte = done[place];
  if (byte === undefined || (byte & bit) !== 0 || index >= batch.count) return;
  done[place] = byte | bit;
  batch.remaining -= 1;
}
