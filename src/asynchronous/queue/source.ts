import type { Delivery, Settlement } from '../../driver/delivery.ts';
import type { Unit } from '../../driver/engine.ts';
import type { QueueDriver, QueueReceiver } from '../../driver/queue.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Item, Source } from '../delivery/item.ts';

/** One receiver of a queue. */
export class QueueSource implements Source {
  #receiver: QueueReceiver | undefined;
  #settlements: Settlement[] = [];

  static async open(driver: QueueDriver, queue: string, prefetch: number, dispatcher: Dispatcher): Promise<QueueSource> {
    const source = new QueueSource();
    source.#receiver = await driver.consume(queue, {
      prefetch,
      onRevoked: (lanes) => dispatcher.revoke(new Set(lanes), source),
      onLost: (lanes) => dispatcher.lose(new Set(lanes), source),
    });
    return source;
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    return (await this.#receiver?.receive(maximum)) ?? [];
  }

  arrived(): void {
    // A queue settles one by one, in any order.
  }

  settle({ delivery, released }: Item): boolean {
    if (delivery === undefined) return false;
    this.#settlements.push({ delivery, outcome: released ? 'release' : 'done' });
    return true;
  }

  reopen(): void {
    // Nothing was settled, since the unit was refused.
  }

  take(): Pick<Unit, 'settle'> | undefined {
    if (this.#settlements.length === 0 || this.#receiver === undefined) return undefined;
    const settlements = this.#settlements;
    this.#settlements = [];
    return { settle: [{ receiver: this.#receiver, settlements }] };
  }

  async close(): Promise<void> {
    await this.#receiver?.close();
  }
}
