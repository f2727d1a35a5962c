import type { DatabaseSync } from 'node:sqlite';

interface Tail {
  next: number;
  time: number;
}

/** The end of each log: the next position, and the time of its last batch. Kept in memory once read. */
export class Tails {
  private readonly known = new Map<number, Tail>();
  private readonly last;
  private readonly floor;
  private readonly keep;

  constructor(database: DatabaseSync) {
    this.last = database.prepare('SELECT first + count AS next, time FROM batch WHERE log = ? ORDER BY first DESC LIMIT 1');
    this.floor = database.prepare('SELECT next FROM log WHERE id = ?');
    this.keep = database.prepare('INSERT INTO log (id, next) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET next = max(next, ?2)');
  }

  /** The tail of a log; the caller moves it when it appends. */
  of(log: number): Tail {
    const known = this.known.get(log);
    if (known !== undefined) return known;
    const last = this.last.get(log);
    const floor = Number(this.floor.get(log)?.['next'] ?? 0);
    const tail = { next: Math.max(floor, Number(last?.['next'] ?? 0)), time: Number(last?.['time'] ?? 0) };
    this.known.set(log, tail);
    return tail;
  }

  /** Keeps the position of a log whose last batch goes away, so that positions are never used twice. */
  batchDeleted(log: number, end: number): void {
    const tail = this.of(log);
    if (end < tail.next) return;
    this.keep.run(log, end);
    // The tail may just have been read, without the batch that is gone.
    tail.next = end;
  }

  /** Forgets what an undone transaction may have changed. */
  reset(): void {
    this.known.clear();
  }
}
