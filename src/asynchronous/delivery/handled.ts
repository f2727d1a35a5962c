import type { OpenEngine } from '../../driver/engine.ts';
import type { HandledMessages, MethodHost } from '../../driver/method.ts';
import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import { keyPart, toBytes } from './envelope.ts';
import { entriesOf } from './scan.ts';

const collection = 'inbox';
const keyOf = (consumer: string, identity: string): string => `${consumer}/${keyPart(identity)}`;

/** Messages of other engines that were handled and whose engine may not know it yet: marks in the state store, and the same in memory. */
export class Inbox {
  readonly #marks = new Map<string, Set<string>>();

  /** The marks of a consumer; they change as it works. */
  of(consumer: string): Set<string> {
    let marks = this.#marks.get(consumer);
    if (marks === undefined) this.#marks.set(consumer, (marks = new Set()));
    return marks;
  }

  async load(state: StateStore, consumer: string): Promise<ReadonlySet<string>> {
    const prefix = `${consumer}/`;
    const marks = this.of(consumer);
    for await (const { key } of entriesOf(state, collection, prefix)) marks.add(decodeURIComponent(key.slice(prefix.length)));
    return marks;
  }

  /** Writes that remember messages until `expiresAt` at the latest. */
  put({ consumer, messages }: HandledMessages, expiresAt: number): readonly StateOperation[] {
    return messages.map((identity) => ({ put: keyOf(consumer, identity), collection, value: toBytes({}), expiresAt }));
  }

  remove({ consumer, messages }: HandledMessages): readonly StateOperation[] {
    return messages.map((identity) => ({ delete: keyOf(consumer, identity), collection }));
  }
}

const inboxes = new WeakMap<OpenEngine, Inbox>();

/** The inbox of a state store. */
export function inboxOf(stateEngine: OpenEngine): Inbox {
  let inbox = inboxes.get(stateEngine);
  if (inbox === undefined) inboxes.set(stateEngine, (inbox = new Inbox()));
  return inbox;
}

const nothing: ReadonlySet<string> = new Set();

/** What a consumer handled before, and its engine was perhaps not told. Only where the state is another engine's. */
export async function handledBefore(host: Pick<MethodHost, 'stateEngine'>, engine: OpenEngine, consumer: string): Promise<ReadonlySet<string>> {
  if (engine === host.stateEngine) return nothing;
  return inboxOf(host.stateEngine).load(host.stateEngine.state as StateStore, consumer);
}
