import { faultOf } from './faults.ts';
import type { Waiting } from './waiting.ts';
import type { Delivery } from '../../driver/delivery.ts';

const retryAfter = 200;

/** Fetches for the calls of `receive` that wait, one statement at a time; looks again when woken, and every so often. */
export class Pump {
  private running: Promise<void> | undefined;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;
  private readonly waiting: Waiting;
  private readonly fetch: (maximum: number) => Promise<readonly Delivery[]>;
  private readonly pause: () => Promise<number>;

  /** `fetch` answers with what there is at once; `pause` with how long nothing will come by itself. */
  constructor(waiting: Waiting, fetch: (maximum: number) => Promise<readonly Delivery[]>, pause: () => Promise<number>) {
    this.waiting = waiting;
    this.fetch = fetch;
    this.pause = pause;
  }

  wake(): void {
    this.again = true;
    if (this.running !== undefined || this.ended || this.waiting.first === 0) return;
    clearTimeout(this.timer);
    this.running = this.run().finally(() => {
      this.running = undefined;
      if (this.again) this.wake();
    });
  }

  /** Resolves once nothing is being fetched. */
  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.first > 0 && !this.ended && this.again) {
        this.again = false;
        const deliveries = await this.fetch(this.waiting.first);
        if (deliveries.length > 0) this.answer(deliveries);
      }
      if (this.waiting.first > 0 && !this.ended) this.later(await this.pause());
    } catch (error) {
      this.failed(error);
    }
  }

  private answer(deliveries: readonly Delivery[]): void {
    this.again = true;
    this.waiting.answer(deliveries);
  }

  private failed(error: unknown): void {
    const fault = faultOf(error);
    if (fault.category === 'unavailable' && !this.ended) this.later(retryAfter);
    else this.waiting.refuse(fault);
  }

  private later(delay: number): void {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => this.wake(), delay);
  }
}
