import type { Delivery } from '../../driver/delivery.ts';

interface Waiter {
  readonly maximum: number;
  resolve(deliveries: readonly Delivery[]): void;
}

const none: readonly Delivery[] = [];

/** Calls of `receive` that wait for something to come. Served in their order. */
export class Waiting {
  private waiters: Waiter[] = [];
  private closed = false;

  get some(): boolean {
    return this.waiters.length > 0;
  }

  /** Takes at once what there is, else waits. */
  receive(maximum: number, take: (maximum: number) => readonly Delivery[]): Promise<readonly Delivery[]> {
    if (this.closed) return Promise.resolve(none);
    const wanted = Math.max(1, Math.floor(maximum));
    const ready = this.some ? none : take(wanted);
    if (ready.length > 0) return Promise.resolve(ready);
    return new Promise((resolve) => this.waiters.push({ maximum: wanted, resolve }));
  }

  /** Serves whoever waits; `true` where anything was handed out. */
  serve(take: (maximum: number) => readonly Delivery[]): boolean {
    let served = false;
    for (let waiter = this.waiters[0]; waiter !== undefined; waiter = this.waiters[0]) {
      const ready = take(waiter.maximum);
      if (ready.length === 0) break;
      this.waiters.shift();
      waiter.resolve(ready);
      served = true;
    }
    return served;
  }

  /** From now on there is nothing to come. */
  close(): void {
    this.closed = true;
    const waiters = this.waiters;
    this.waiters = [];
    for (const { resolve } of waiters) resolve(none);
  }
}
