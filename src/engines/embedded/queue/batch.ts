/** What a record of a queue is: waiting, with a receiver, or done. */
export const recordState = { waiting: 0, leased: 1, done: 2 } as const;

/** Records of one batch, where some are leased or done. Leases live here only: there is one owner. */
export class QueueBatch {
  readonly first: number;
  readonly count: number;
  leased = 0;
  done = 0;
  readonly states: Uint8Array;
  /** How often a record was delivered before, by index. */
  private redeliveries: Map<number, number> | undefined;

  constructor(first: number, count: number, done: Uint8Array | undefined) {
    this.first = first;
    this.count = count;
    this.states = new Uint8Array(count);
    if (done === undefined) return;
    for (let index = 0; index < count; index += 1) {
      if (((done[index >> 3] ?? 0) & (1 << (index & 7))) !== 0) this.finish(index);
    }
  }

  get untouched(): boolean {
    return this.leased === 0 && this.done === 0;
  }

  redelivered(index: number): number {
    return this.redeliveries?.get(index) ?? 0;
  }

  lease(index: number): void {
    this.states[index] = recordState.leased;
    this.leased += 1;
  }

  /** Back to waiting. `counted`: its handler may have had it. */
  release(index: number, counted: boolean): void {
    this.states[index] = recordState.waiting;
    this.leased -= 1;
    if (!counted) return;
    this.redeliveries ??= new Map();
    this.redeliveries.set(index, this.redelivered(index) + 1);
  }

  finish(index: number): void {
    if (this.states[index] === recordState.leased) this.leased -= 1;
    this.states[index] = recordState.done;
    this.done += 1;
  }
}
