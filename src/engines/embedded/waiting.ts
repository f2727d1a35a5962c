import type { Delivery } from '../../driver/delivery.ts';

interface Waiter {
  readonly maximum: number;
  resolve(deliveries: readonly Delivery[]): void;
  reject(error: unknown): void;
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
    return new Promise((resolve, reject) => this.waiters.push({ maximum: wanted, resolve, reject }));
  }

  /** Serves whoever waits; `true` where anything was handed out. */
  serve(take: (maximum: number) => readonly Delivery[]): boolean {
    let served = false;
    while (this.serveFirst(take)) served = true;
    return served;
  }

  private serveFirst(take: (maximum: number) => readonly Delivery[]): boolean {
    const [waiter] = this.waiters;
    if (waiter === undefined) return false;
    try {
      const ready = take(waiter.maximum);
      if (ready.length === 0) return false;
      this.waiters.shift();
      waiter.resolve(ready);
    } catch (error) {
      // Damage found on the way is for whoever waits, not for whoever happened to send.
      this.waiters.shift();
      waiter.reject(error);
    }
    return true;
  }

  /** From now on there is nothing to come. */
  close(): void {
    this.closed = true;
    const waiters = this.waiters;
    this.waiters = [];
    for (const { resolve } of waiters) resolve(none);
  }
}
