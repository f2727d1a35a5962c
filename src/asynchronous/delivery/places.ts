import { Fifo } from './fifo.ts';
import type { Item } from './item.ts';
import { Lines } from './lines.ts';

/** Where the messages of a consumer are while no handler has them. */
export class Places {
  /** Came, and not looked at yet. */
  readonly arrivals = new Fifo<Item>();
  /** Their turn has come. */
  readonly ready = new Fifo<Item>();
  /** Wait to be tried again. */
  readonly waiting = new Set<Item>();
  readonly lines = new Lines();

  get some(): boolean {
    return this.arrivals.size > 0 || this.ready.size > 0;
  }

  /** How many only wait, for their time or behind somebody. */
  get held(): number {
    return this.waiting.size + this.lines.followers;
  }

  /** All of them. */
  *all(): IterableIterator<Item> {
    yield* this.arrivals;
    yield* this.ready;
    yield* this.waiting;
    yield* this.lines.all();
  }

  /** Forgets everybody but those who stand behind somebody, and calls off what they wait for. */
  clear(): void {
    this.arrivals.clear();
    this.ready.clear();
    for (const item of this.waiting) item.disarm?.();
    this.waiting.clear();
  }
}
