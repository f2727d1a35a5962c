import type { AppendTarget } from '../commit/appender.ts';
import { BatchLog } from '../read/log.ts';
import type { Reader, StoredBatch } from '../read/reader.ts';
import type { RecentBudget } from '../read/recent.ts';
import type { Appended } from '../writer/protocol.ts';
import { QueueBatch, recordState } from './batch.ts';
import { Suspects } from './suspects.ts';

/** One priority of a queue. */
export class QueueLog extends BatchLog implements AppendTarget {
  readonly settled = true;
  /** Each queue has cursors of its own, and there may be a thousand queues. */
  protected override readonly readAhead = 32_768;
  readonly window: number;
  readonly priority: number;
  /** Records that are not done, leased ones included. */
  remaining: number;
  leased = 0;
  private readonly suspects: Suspects;
  /** Batches with leased or done records. */
  private readonly touched = new Map<number, QueueBatch>();
  private readonly onAppended: () => void;

  constructor(id: number, priority: number, window: number, suspects: number, reader: Reader, budget: RecentBudget, onAppended: () => void) {
    const { next, remaining } = reader.extent(id, true);
    super(id, next, reader, budget);
    this.priority = priority;
    this.window = window;
    this.remaining = remaining;
    this.suspects = new Suspects(suspects, next);
    this.onAppended = onAppended;
  }

  override appended(batch: Appended): void {
    if (batch.duplicates.length === batch.count) return;
    if (batch.duplicates.length > 0) this.touchDuplicates(batch);
    super.appended(batch);
    this.remaining += batch.count - batch.duplicates.length;
    this.onAppended();
  }

  /** What is known of a batch's records. */
  view({ first, count, done }: Pick<StoredBatch, 'first' | 'count' | 'done'>): QueueBatch {
    return this.touched.get(first) ?? new QueueBatch(first, count, done);
  }

  lease(batch: QueueBatch, index: number, lane: number): number {
    if (batch.untouched || !this.touched.has(batch.first)) this.touched.set(batch.first, batch);
    batch.lease(index);
    this.leased += 1;
    return batch.redelivered(index) + (this.suspects.has(batch.first + index, lane) ? 1 : 0);
  }

  release(batch: QueueBatch, index: number, counted: boolean): void {
    if (batch.states[index] !== recordState.leased) return;
    batch.release(index, counted);
    this.leased -= 1;
  }

  finish(batch: QueueBatch, index: number): void {
    if (batch.states[index] === recordState.done) return;
    if (batch.states[index] === recordState.leased) this.leased -= 1;
    batch.finish(index);
    this.remaining -= 1;
    if (batch.done < batch.count) return;
    this.touched.delete(batch.first);
    this.recent.done(batch.first);
  }

  /** Leased records by batch, which a purge leaves alone. */
  leases(): { log: number; first: number; indexes: number[] }[] {
    return [...this.touched.values()].filter((batch) => batch.leased > 0).map((batch) => ({ log: this.id, first: batch.first, indexes: leasedIndexes(batch) }));
  }

  /** Everything before `next` was removed, except for what was leased. */
  purged(next: number, kept: readonly { readonly first: number; readonly indexes: readonly number[] }[], removed: number): void {
    const remaining = this.remaining - removed;
    const leased = new Map(kept.map((each) => [each.first, new Set(each.indexes)]));
    for (const batch of [...this.touched.values()]) {
      if (batch.first >= next) continue;
      for (let index = 0; index < batch.count; index += 1) if (leased.get(batch.first)?.has(index) !== true) this.finish(batch, index);
    }
    this.recent.skipTo(Math.max(this.recent.from, next));
    this.remaining = remaining;
  }

  private touchDuplicates({ first, count, duplicates }: Appended): void {
    const batch = new QueueBatch(first, count, undefined);
    for (const index of duplicates) batch.finish(index);
    this.touched.set(first, batch);
  }
}

function leasedIndexes(batch: QueueBatch): number[] {
  return Array.from(batch.states.keys()).filter((index) => batch.states[index] === recordState.leased);
}
