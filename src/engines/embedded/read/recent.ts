/** A batch in memory. */
export interface RecentBatch {
  readonly first: number;
  readonly count: number;
  /** `undefined` once every record of it is done. */
  bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Who reads it: its bytes must stay. */
  readers: number;
}

/** The newest batches of one log, so that a reader at the head reads no file. */
export class RecentBatches {
  /** Every batch from this position on is here, or done. */
  from: number;
  private batches: RecentBatch[] = [];
  private start = 0;
  private readonly budget: RecentBudget;

  constructor(next: number, budget: RecentBudget) {
    this.from = next;
    this.budget = budget;
  }

  add(batch: RecentBatch): void {
    this.batches.push(batch);
    this.budget.added(this, batch.bytes?.length ?? 0);
  }

  /** What is before this position is in the files only. */
  skipTo(position: number): void {
    for (let index = this.start; index < this.batches.length; index += 1) this.release(this.batches[index]);
    this.batches = [];
    this.start = 0;
    this.from = position;
  }

  /** Forgets what begins before this position; it is read from the files from now on. */
  forgetBefore(position: number): void {
    for (let oldest = this.batches[this.start]; oldest !== undefined && oldest.first < position; oldest = this.batches[this.start]) {
      this.release(oldest);
      this.start += 1;
    }
    this.from = Math.max(this.from, position);
  }

  /** The batch that holds this position, or the next one. */
  find(position: number): RecentBatch | undefined {
    let low = this.start;
    let high = this.batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const batch = this.batches[middle];
      if (batch !== undefined && batch.first + batch.count <= position) low = middle + 1;
      else high = middle;
    }
    while (low < this.batches.length && this.batches[low]?.bytes === undefined) low += 1;
    return this.batches[low];
  }

  /** Forgets the bytes of a batch whose records are all done. */
  done(first: number): void {
    const batch = this.find(first);
    if (batch?.first === first) this.release(batch);
  }

  /** Forgets the oldest one; answers with its bytes. */
  evict(): number {
    const oldest = this.batches[this.start];
    if (oldest === undefined) return 0;
    this.from = Math.max(this.from, oldest.first + oldest.count);
    this.start += 1;
    const size = oldest.bytes?.length ?? 0;
    drop(oldest);
    if (this.start > 64 && this.start * 2 > this.batches.length) this.compact();
    return size;
  }

  private release(batch: RecentBatch | undefined): void {
    if (batch?.bytes === undefined) return;
    this.budget.freed(batch.bytes.length);
    drop(batch);
  }

  private compact(): void {
    this.batches = this.batches.slice(this.start);
    this.start = 0;
  }
}

/** Gives the memory back at once where nobody can look at it: a collection would come late. */
function drop(batch: RecentBatch): void {
  if (batch.readers === 0) batch.bytes?.buffer.transfer(0);
  batch.bytes = undefined;
}

/** Bytes that the newest batches of all logs may take together. The oldest are forgotten first. */
export class RecentBudget {
  private readonly limit: number;
  private bytes = 0;
  private order: RecentBatches[] = [];
  private start = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  added(log: RecentBatches, bytes: number): void {
    this.bytes += bytes;
    this.order.push(log);
    while (this.bytes > this.limit || this.order.length - this.start > entryLimit) this.evict();
  }

  freed(bytes: number): void {
    this.bytes -= bytes;
  }

  private evict(): void {
    this.bytes -= this.order[this.start]?.evict() ?? 0;
    this.start += 1;
    if (this.start * 2 < this.order.length) return;
    this.order = this.order.slice(this.start);
    this.start = 0;
  }
}

/** Small batches cost more in memory than their bytes. */
const entryLimit = 50_000;
