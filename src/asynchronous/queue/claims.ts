import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import { bodySize, plainMessage } from '../../kernel/message.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { randomId } from '../../kernel/trace.ts';
import { claimAttribute } from '../delivery/administration.ts';
import { queueErrors } from './errors.ts';

const collection = 'claims';

/** Large bodies, kept in the state store until their message is done. */
export class Claims {
  readonly #queue: string;
  readonly #state: StateStore;

  constructor(queue: string, state: StateStore) {
    this.#queue = queue;
    this.#state = state;
  }

  /** A message without its body, and what keeps the body. */
  check(message: QueueMessage): { readonly message: QueueMessage; readonly operation: StateOperation } {
    const key = `${this.#queue}/${randomId()}`;
    const extensions = { ...message.extensions, [claimAttribute]: key };
    return { message: { ...plainMessage(message), extensions, data: Buffer.alloc(0) }, operation: { put: key, collection, value: message.data } };
  }

  /** Where the body of a message is; only one without a body can have a claim, so that others are not looked into. */
  of(message: QueueMessage): string | undefined {
    const key = bodySize(message) > 0 ? undefined : message.extensions?.[claimAttribute];
    // A foreign message must not reach the bodies of other queues.
    return key?.startsWith(`${this.#queue}/`) === true ? key : undefined;
  }

  /** The body. Throws `CLAIM_MISSING`. */
  async fetch(key: string): Promise<Uint8Array> {
    const entry = await this.#state.get(collection, key);
    if (entry === undefined) throw queueErrors.CLAIM_MISSING(`The body ${key} of a message is gone.`);
    return entry.value;
  }

  remove(message: QueueMessage): readonly StateOperation[] {
    const key = this.of(message);
    return key === undefined ? [] : [{ delete: key, collection }];
  }
}
