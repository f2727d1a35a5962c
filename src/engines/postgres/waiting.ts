import type { Delivery } from '../../driver/delivery.ts';

interface Wait {
  readonly maximum: number;
  readonly resolve: (deliveries: readonly Delivery[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls of `receive` that wait for something to come, first come first served. */
export class Waiting {
  private waits: Wait[] = [];

  get first(): number {
    return this.waits[0]?.maximum ?? 0;
  }

  add(maximum: number): Promise<readonly Delivery[]> {
    return new Promise((resolve, reject) => { this.waits.push({ maximum, resolve, reject }); });
  }

  answer(deliveries: readonly Delivery[]): void {
    this.waits.shift()?.resolve(deliveries);
  }

  refuse(reason: unknown): void {
    this.waits.shift()?.reject(reason);
  }

  /** Nothing will come any more. */
  end(): void {
    for (const wait of this.waits.splice(0)) wait.resolve([]);
  }
}
