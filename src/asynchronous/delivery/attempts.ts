import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import { fromBytes, keyPart, toBytes } from './envelope.ts';
import type { AttemptRecord } from './failure.ts';
import { noAttempts } from './failure.ts';
import type { Item } from './item.ts';
import { entriesOf } from './scan.ts';

const attempts = 'attempts';
const inFlight = 'in-flight';
const nothing = Buffer.alloc(0);
/** A message that was purged leaves its attempts behind; they go after so long, milliseconds. */
const keep = 30 * 86_400_000;

/**
 * What the state store knows of attempts: failed ones, written when they fail, and after an unclean stop also
 * those about to begin, so that a message that ends the process is recognised.
 */
export class Attempts {
  readonly #prefix: string;
  readonly #records = new Map<string, AttemptRecord>();
  readonly #unclean: boolean;

  /** `unclean`: the last process was ended before it could stop. */
  constructor(consumer: string, unclean: boolean) {
    this.#prefix = `${consumer}/`;
    this.#unclean = unclean;
  }

  /** Reads what the last process left; what was in flight counts as tried. Answers with what to write. */
  async load(state: StateStore, now: number): Promise<readonly StateOperation[]> {
    for await (const entry of entriesOf(state, attempts, this.#prefix)) this.#records.set(entry.key.slice(this.#prefix.length), fromBytes<AttemptRecord>(entry.value));
    const operations: StateOperation[] = [];
    for await (const entry of entriesOf(state, inFlight, this.#prefix)) {
      if (this.#unclean) operations.push(this.#crashed(entry.key.slice(this.#prefix.length), now));
      operations.push({ delete: entry.key, collection: inFlight });
    }
    return operations;
  }

  #crashed(identity: string, now: number): StateOperation {
    const record = this.#records.get(identity) ?? noAttempts;
    return this.#put(identity, { ...record, attempts: record.attempts + 1, crashes: record.crashes + 1 }, now);
  }

  /** Gives a message that just came the attempts that it had before, on top of those that came with it. */
  recall(item: Item): void {
    if (this.#records.size === 0) return;
    const record = this.#records.get(keyPart(item.identity));
    if (record === undefined) return;
    const { attempts: before, crashes, history } = item.record;
    item.record = { attempts: before + record.attempts, crashes: crashes + record.crashes, history: history.length > 0 ? history : record.history };
    item.recorded = true;
    item.alone = item.record.crashes > 0;
    item.state = { phase: 'received', attempts: item.record.attempts };
  }

  /** Whether a message may have been with a handler when a process ended. Messages of the state store are suspects after an unclean stop. */
  suspects(item: Item): boolean {
    return item.delivery === undefined ? this.#unclean : item.delivery.redelivered > 0;
  }

  /** Whether it was being handled when the process ended; such a message is written down alone, when its turn comes. */
  known(item: Item): boolean {
    return (this.#records.get(keyPart(item.identity))?.crashes ?? 0) > 0;
  }

  /** Writes down that these are about to be handled. */
  open(items: readonly Item[]): readonly StateOperation[] {
    return items.map((item): StateOperation => {
      item.inFlight = true;
      return { put: this.#prefix + keyPart(item.identity), collection: inFlight, value: nothing };
    });
  }

  /** It is not in flight any more. */
  close(item: Item): readonly StateOperation[] {
    if (!item.inFlight) return [];
    item.inFlight = false;
    return [{ delete: this.#prefix + keyPart(item.identity), collection: inFlight }];
  }

  /** What is known of its attempts is written elsewhere from now on. */
  merge(item: Item): readonly StateOperation[] {
    if (!item.recorded) return [];
    item.recorded = false;
    return this.#remove(item);
  }

  /** Writes down a failed attempt. */
  save(item: Item, now: number): StateOperation {
    item.recorded = true;
    return this.#put(keyPart(item.identity), item.record, now);
  }

  /** The message is settled. */
  forget(item: Item): readonly StateOperation[] {
    const closing = this.close(item);
    return item.recorded ? [...closing, ...this.#remove(item)] : closing;
  }

  #remove(item: Item): readonly StateOperation[] {
    const identity = keyPart(item.identity);
    this.#records.delete(identity);
    return [{ delete: this.#prefix + identity, collection: attempts }];
  }

  #put(identity: string, record: AttemptRecord, now: number): StateOperation {
    this.#records.set(identity, record);
    return { put: this.#prefix + identity, collection: attempts, value: toBytes(record), expiresAt: now + keep };
  }
}
