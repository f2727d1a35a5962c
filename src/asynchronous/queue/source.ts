import type { Delivery, Settlement } from '../../driver/delivery.ts';
import type { Unit } from '../../driver/engine.ts';
import type { QueueDriver, QueueReceiver } from '../../driver/queue.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Item, Source } from '../delivery/item.ts';

/** A class and not a literal, so that it is never put into V8's old generation at once and keeps its message alive there. */
class Settled implements Settlement {
  readonly delivery: Delivery;
  readonly outcome: Settlement['outcome'];

  constructor(delivery: Delivery, outcome: Settlement['outcome']) {
    this.delivery = delivery;
    this.outcome = outcome;
  }
}

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
    this.#settlements.push(new Settled(delivery, released ? 'release' : 'done'));
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
