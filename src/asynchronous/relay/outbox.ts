import type { Clock } from '../../kernel/clock.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { Unit } from '../../driver/engine.ts';
import type { StateEntry, StateOperation, StateStore } from '../../driver/state-store.ts';
import { keyPart, seal, unseal } from '../delivery/envelope.ts';
import { relayErrors } from './errors.ts';

const outbox = 'outbox';
const refused = 'outbox-refused';
const most = 1_000_000;
/** How long a refused message is kept, milliseconds. */
const keepRefused = 30 * 86_400_000;

interface Facts {
  readonly kind: 'send' | 'append';
  readonly to: string;
}

/** A message on its way to another engine. */
export interface OutboxEntry extends Facts {
  readonly key: string;
  readonly message: QueueMessage;
}

/** Messages for one engine, in order, in the state store of another. */
export class Outbox {
  readonly #prefix: string;
  readonly #state: StateStore;
  readonly #clock: Clock;
  #next = 0;
  #size = 0;

  constructor(engineName: string, state: StateStore, clock: Clock) {
    this.#prefix = `${keyPart(engineName)}/`;
    this.#state = state;
    this.#clock = clock;
  }

  /** Finds out what an earlier process left. */
  async load(): Promise<void> {
    const [last] = await this.#state.scan(outbox, { prefix: this.#prefix, limit: 1, reverse: true });
    this.#next = last === undefined ? 1 : Number(last.key.slice(this.#prefix.length)) + 1;
    this.#size = await this.#state.count(outbox, this.#prefix);
  }

  get size(): number {
    return this.#size;
  }

  /** Writes that put messages at the end. Throws `OUTBOX_FULL`. */
  add(unit: Pick<Unit, 'send' | 'append'>): readonly StateOperation[] {
    const sends = (unit.send ?? []).map(({ queue, message }) => this.#put({ kind: 'send', to: queue }, message));
    const appends = (unit.append ?? []).map(({ stream, message }) => this.#put({ kind: 'append', to: stream }, message));
    return [...sends, ...appends];
  }

  #put(facts: Facts, message: QueueMessage): StateOperation {
    if (this.#size >= most) throw relayErrors.OUTBOX_FULL(`${this.#size} messages wait for the engine "${this.#prefix.slice(0, -1)}".`);
    this.#next += 1;
    return { put: this.#prefix + String(this.#next).padStart(16, '0'), collection: outbox, value: seal(facts, message) };
  }

  /** The unit with these writes is durable. */
  added(count: number): void {
    this.#size += count;
  }

  /** The first entries. */
  async first(limit: number): Promise<readonly OutboxEntry[]> {
    return (await this.#state.scan(outbox, { prefix: this.#prefix, limit })).map(entryOf);
  }

  /** The writes that removed so many are durable. */
  removed(count: number): void {
    this.#size -= count;
  }

  remove(entries: readonly OutboxEntry[]): readonly StateOperation[] {
    return entries.map(({ key }) => ({ delete: key, collection: outbox }));
  }

  /** Puts an entry aside with the reason. */
  refuse(entry: OutboxEntry, reason: string): readonly StateOperation[] {
    const { kind, to, message, key } = entry;
    const value = seal({ kind, to, reason, at: this.#clock.now() }, message);
    return [...this.remove([entry]), { put: key, collection: refused, value, expiresAt: this.#clock.now() + keepRefused }];
  }
}

function entryOf({ key, value }: StateEntry): OutboxEntry {
  const { facts, message } = unseal<Facts>(value);
  return { key, kind: facts.kind, to: facts.to, message };
}
