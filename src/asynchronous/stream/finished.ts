import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import { entriesOf } from '../delivery/scan.ts';

const collection = 'finished';
const nothing = Buffer.alloc(0);

/**
 * Records whose effects are durable while an earlier record of their partition is not finished, so that the
 * committed offset stays before them: after a restart they are passed over, not handled again.
 */
export class Finished {
  readonly #prefix: string;
  readonly #state: StateStore;
  /** What is passed over, as `partition:offset`. */
  readonly identities = new Set<string>();

  constructor(consumer: string, state: StateStore) {
    this.#prefix = `${consumer}/`;
    this.#state = state;
  }

  async load(): Promise<void> {
    for await (const { key } of entriesOf(this.#state, collection, this.#prefix)) this.identities.add(key.slice(this.#prefix.length));
  }

  get size(): number {
    return this.identities.size;
  }

  mark(partition: number, offset: number): StateOperation {
    const identity = `${partition}:${offset}`;
    this.identities.add(identity);
    return { put: this.#prefix + identity, collection, value: nothing };
  }

  /** The committed offset passes a record. */
  pass(partition: number, offset: number): readonly StateOperation[] {
    const identity = `${partition}:${offset}`;
    return this.identities.delete(identity) ? [{ delete: this.#prefix + identity, collection }] : [];
  }

  /** The unit that passed it was refused: its mark is still there. */
  unpass(partition: number, offset: number): void {
    this.identities.add(`${partition}:${offset}`);
  }

  /** The group reads again: nothing is passed over. */
  clear(): readonly StateOperation[] {
    const operations = Array.from(this.identities, (identity): StateOperation => ({ delete: this.#prefix + identity, collection }));
    this.identities.clear();
    return operations;
  }
}
