import type { Delivery } from '../../driver/delivery.ts';

interface Wait {
  readonly maximum: number;
  readonly resolve: (deliveries: readonly Delivery[]) => void;
}

/** Calls of `receive` that wait for something to come, first come first served. */
export class Waiting {
  private waits: Wait[] = [];

  get some(): boolean {
    return this.waits.length > 0;
  }

  add(maximum: number): Promise<readonly Delivery[]> {
    const { promise, resolve } = Promise.withResolvers<readonly Delivery[]>();
    this.waits.push({ maximum, resolve });
    return promise;
  }

  /** Answers each wait with what `take` has for it, until it has nothing. Whether any was answered. */
  serve(take: (maximum: number) => readonly Delivery[]): boolean {
    let served = false;
    for (let wait = this.waits[0]; wait !== undefined; wait = this.waits[0]) {
      const deliveries = take(wait.maximum);
      if (deliveries.length === 0) return served;
      this.waits.shift();
      wait.resolve(deliveries);
      served = true;
    }
    return served;
  }

  /** Nothing will come any more. */
  end(): void {
    for (const wait of this.waits.splice(0)) wait.resolve([]);
  }
}
