import type { Delivery } from '../../driver/delivery.ts';
import { Pump } from './pump.ts';
import type { Shared, Woken } from './shared.ts';
import { Waiting } from './waiting.ts';

/** The calls of `receive` of one receiver, from the first to its end. */
export class Intake {
  readonly #shared: Shared;
  readonly #waiting = new Waiting();
  readonly #pump: Pump;
  #closing: Promise<void> | undefined;

  /** `fetch` answers with what there is at once; `pause` with how long nothing will come by itself. */
  constructor(shared: Shared, fetch: (maximum: number) => Promise<readonly Delivery[]>, pause: () => Promise<number>) {
    this.#shared = shared;
    this.#pump = new Pump(this.#waiting, fetch, pause);
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    if (this.isClosing) return [];
    const deliveries = this.#waiting.add(Math.max(maximum, 1));
    this.wake();
    return deliveries;
  }

  wake(): void {
    this.#pump.wake();
  }

  /** Ends as a receiver that was closed. `release`: what it holds goes back. */
  close(receiver: Woken, release: () => void): Promise<void> {
    this.#closing ??= this.#close(receiver, release);
    return this.#closing;
  }

  /** Ends as if the process had ended. */
  abandon(): Promise<void> {
    this.#waiting.end();
    return this.#pump.end();
  }

  async #close(receiver: Woken, release: () => void): Promise<void> {
    this.#waiting.end();
    release();
    await Promise.all([this.#pump.end(), this.#shared.flushed()]);
    await receiver.membership.leave();
    this.#shared.forget(receiver);
  }
}
