import type { Delivery, Position } from '../../driver/delivery.ts';
import type { Unit } from '../../driver/engine.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { StreamDriver, StreamReceiver } from '../../driver/stream.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { Fifo } from '../delivery/fifo.ts';
import type { Item, Source } from '../delivery/item.ts';
import type { Finished } from './finished.ts';

/** What came from one partition and is not finished up to its end. */
class Window {
  readonly items = new Fifo<Item>();
  last = -1;
}

export interface MemberOptions {
  readonly stream: string;
  readonly group: string;
  readonly from: 'beginning' | 'end';
  readonly window: number;
}

/** One member of a group: the lowest unfinished offset of each partition is what it commits. */
export class StreamSource implements Source {
  readonly #windows = new Map<number, Window>();
  readonly #finished: Finished;
  readonly #moved = new Set<number>();
  /** The offsets with marks that the end of a message passed. */
  readonly #passed = new WeakMap<Item, number[]>();
  #operations: StateOperation[] = [];
  #receiver: StreamReceiver | undefined;

  constructor(finished: Finished) {
    this.#finished = finished;
  }

  async open(driver: StreamDriver, { stream, group, from, window }: MemberOptions, dispatcher: Dispatcher): Promise<this> {
    this.#receiver = await driver.subscribe(stream, group, {
      from, window,
      onRevoked: async (lanes) => {
        await dispatcher.revoke(new Set(lanes), this);
        this.#forget(lanes);
      },
      onAssigned: (lanes) => {
        this.#forget(lanes);
        dispatcher.lose(new Set(lanes), this);
      },
      onLost: (lanes) => {
        this.#forget(lanes);
        dispatcher.lose(new Set(lanes), this);
      },
    });
    return this;
  }

  #forget(lanes: readonly number[]): void {
    for (const lane of lanes) {
      this.#windows.delete(lane);
      this.#moved.delete(lane);
    }
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    return (await this.#receiver?.receive(maximum)) ?? [];
  }

  arrived(item: Item): void {
    const { lane, position } = item.delivery as Delivery;
    let window = this.#windows.get(lane);
    if (window === undefined || position <= window.last) {
      // Going back without being told: what came before is of another reading.
      for (const stale of window?.items ?? []) stale.void = true;
      this.#windows.set(lane, (window = new Window()));
    }
    window.items.push(item);
    window.last = position;
    item.window = window;
  }

  settle(item: Item): boolean {
    const { lane, position } = item.delivery as Delivery;
    const window = this.#windows.get(lane);
    if (window === undefined || window !== item.window) return false;
    if (item.released) return true;
    if (item.finished || this.#finished.size > 0) this.#passAgain(lane, item);
    item.finished = true;
    for (let first = window.items.first; first?.finished === true; first = window.items.first) {
      window.items.shift();
      this.#pass(lane, first, item);
    }
    this.#moved.add(lane);
    const waits = (window.items.first?.delivery?.position ?? Infinity) < position;
    if (waits && (item.effects !== undefined || item.operations !== undefined)) this.#operations.push(this.#finished.mark(lane, position));
    return true;
  }

  #pass(lane: number, { delivery }: Item, because: Item): void {
    if (this.#finished.size === 0) return;
    const { position } = delivery as Delivery;
    const removal = this.#finished.pass(lane, position);
    if (removal.length === 0) return;
    this.#operations.push(...removal);
    const passed = this.#passed.get(because);
    if (passed === undefined) this.#passed.set(because, [position]);
    else passed.push(position);
  }

  /** Its unit was refused before: what it passed then is in no window any more. */
  #passAgain(lane: number, item: Item): void {
    for (const position of this.#passed.get(item) ?? []) {
      this.#finished.unpass(lane, position);
      this.#operations.push(...this.#finished.pass(lane, position));
    }
  }

  reopen(item: Item): void {
    const window = item.window;
    if (!item.finished || !(window instanceof Window)) return;
    item.finished = false;
    const { lane, position } = item.delivery as Delivery;
    for (const passed of this.#passed.get(item) ?? []) this.#finished.unpass(lane, passed);
    if ((window.items.first?.delivery?.position ?? Infinity) > position) window.items.unshift(item);
  }

  take(): Pick<Unit, 'positions' | 'state'> | undefined {
    if (this.#receiver === undefined || (this.#moved.size === 0 && this.#operations.length === 0)) return undefined;
    const positions: Position[] = [];
    for (const lane of this.#moved) {
      const window = this.#windows.get(lane);
      if (window !== undefined) positions.push({ lane, next: window.items.first?.delivery?.position ?? window.last + 1 });
    }
    const state = this.#operations;
    this.#moved.clear();
    this.#operations = [];
    return { positions: positions.length === 0 ? [] : [{ receiver: this.#receiver, positions }], state };
  }

  async close(): Promise<void> {
    await this.#receiver?.close();
  }
}
