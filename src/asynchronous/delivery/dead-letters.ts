import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import type { EncodedMessage } from '../../kernel/message-codec.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { seal, unseal } from './envelope.ts';
import type { Attempt, Failure } from './failure.ts';
import type { DeadReason } from '../../driver/administration.ts';

const collection = 'dead-letters';

/** What is known of a dead letter besides its message. */
export interface DeadLetterFacts {
  readonly reason: DeadReason;
  readonly failure: Failure;
  readonly attempts: number;
  readonly history: readonly Attempt[];
  /** Milliseconds since 1970. */
  readonly diedAt: number;
  readonly identity: string;
  /** The line of its key, where order matters. */
  readonly line: string | undefined;
  /** Later messages of its key wait for it. */
  readonly parksKey: boolean;
}

export interface StoredDeadLetter {
  readonly id: string;
  readonly facts: DeadLetterFacts;
  readonly message: EncodedMessage;
}

/** The dead letters of one consumer, in the order of their death. */
export class DeadLetters {
  readonly #prefix: string;
  readonly #state: StateStore;
  #last = 0;

  constructor(consumer: string, state: StateStore) {
    this.#prefix = `${consumer}/`;
    this.#state = state;
  }

  async load(): Promise<void> {
    const [last] = await this.#state.scan(collection, { prefix: this.#prefix, limit: 1, reverse: true });
    if (last !== undefined) this.#last = Number(last.key.slice(this.#prefix.length)) || 0;
  }

  /** An id greater than all before, even where the clock went back. */
  nextId(now: number): string {
    this.#last = Math.max(this.#last + 1, now * 1_000);
    return String(this.#last).padStart(17, '0');
  }

  put(id: string, facts: DeadLetterFacts, message: QueueMessage): StateOperation {
    return { put: this.#prefix + id, collection, value: seal(facts, message) };
  }

  remove(id: string): StateOperation {
    return { delete: this.#prefix + id, collection };
  }

  async get(id: string): Promise<StoredDeadLetter | undefined> {
    const entry = await this.#state.get(collection, this.#prefix + id);
    return entry === undefined ? undefined : { id, ...unseal<DeadLetterFacts>(entry.value) };
  }

  async list(limit: number, after: string | undefined): Promise<readonly StoredDeadLetter[]> {
    const range = { prefix: this.#prefix, limit, ...(after === undefined ? {} : { after: this.#prefix + after }) };
    const entries = await this.#state.scan(collection, range);
    return entries.map((entry) => ({ id: entry.key.slice(this.#prefix.length), ...unseal<DeadLetterFacts>(entry.value) }));
  }

  count(): Promise<number> {
    return this.#state.count(collection, this.#prefix);
  }
}
