/** What reads ahead: a cursor. */
export interface ReadingAhead {
  /** Bytes of what it has read ahead from the files. */
  readonly openBytes: number;
  /** Forgets what was read ahead; it is read again when it is needed. */
  close(): void;
}

/** What all cursors may have read ahead together, bytes. */
const openLimit = 4_194_304;
/** Deliveries that a receiver may hold where the memory for held messages is used up, beside one for each that it has settled. */
const guaranteed = 8;
/** What a held message takes beside its body, about. */
export const heldOverhead = 2_048;

/** Bounds what the queues of a directory keep in memory, however many there are. */
export class QueueMemory {
  /** Bytes of the messages that receivers hold. */
  held = 0;
  private readonly limit: number;
  /** Cursors with something open, the one that was used longest ago first. */
  private readonly open = new Map<ReadingAhead, number>();
  private openBytes = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * How many more a receiver may take that holds `held`, may hold `prefetch` and has settled `settled`. Where memory is
   * short, those that only hold get little, and those that work get on.
   */
  allowance(held: number, prefetch: number, settled: number): number {
    return (this.held < this.limit ? prefetch : Math.min(prefetch, guaranteed + settled)) - held;
  }

  used(cursor: ReadingAhead): void {
    this.forget(cursor);
    const bytes = cursor.openBytes;
    if (bytes === 0) return;
    this.open.set(cursor, bytes);
    this.openBytes += bytes;
    for (const oldest of this.open.keys()) {
      if (this.openBytes <= openLimit) break;
      this.forget(oldest);
      oldest.close();
    }
  }

  private forget(cursor: ReadingAhead): void {
    this.openBytes -= this.open.get(cursor) ?? 0;
    this.open.delete(cursor);
  }
}
