import type { Caller } from '../../../kernel/handler.ts';
import { websocketErrors } from '../errors.ts';
import type { FrameOfType } from '../protocol/frames.ts';
import type { Surroundings } from '../surroundings.ts';
import { Subscription } from './subscription.ts';
import type { Begun, Listener } from './subscription.ts';

/** The subscriptions of one client: one for each event. */
export class Following {
  readonly #socket: Surroundings;
  readonly #listener: Listener & { readonly caller: Caller | undefined };
  readonly #subscriptions = new Map<string, Subscription>();
  /** By the id of the request, until the client was told their place. */
  readonly #begun = new Map<number, Subscription>();

  constructor(socket: Surroundings, listener: Listener & { readonly caller: Caller | undefined }) {
    this.#socket = socket;
    this.#listener = listener;
  }

  /** Takes the place of a subscription to the same event. Throws `WEBSOCKET_EVENT_UNKNOWN`, `WEBSOCKET_LIMIT_EXCEEDED`, `WEBSOCKET_MESSAGE_INVALID`. */
  async subscribe(frame: FrameOfType<'subscribe'>): Promise<Begun> {
    const { event, keys } = frame;
    const { options } = this.#socket;
    const { feed, slow } = this.#socket.feed(event, this.#listener.caller);
    if (!this.#subscriptions.has(event) && this.#subscriptions.size >= options.subscriptions) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A client subscribes to at most ${options.subscriptions} events (option subscriptions).`);
    if (keys !== undefined && keys.length > options.keys) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A subscription names at most ${options.keys} keys (option keys).`);
    this.#subscriptions.get(event)?.close();
    const subscription = new Subscription(feed, this.#listener, slow, keys);
    this.#subscriptions.set(event, subscription);
    const begun = await subscription.begin(frame);
    this.#begun.set(frame.id, subscription);
    return begun;
  }

  async unsubscribe(event: string): Promise<null> {
    this.#subscriptions.get(event)?.close();
    this.#subscriptions.delete(event);
    return null;
  }

  /** Lets the subscription flow whose place the client was told. */
  begin(id: number): void {
    this.#begun.get(id)?.follow();
    this.#begun.delete(id);
  }

  pump(): void {
    for (const each of this.#subscriptions.values()) each.pump();
  }

  close(): void {
    for (const each of this.#subscriptions.values()) each.close();
    this.#subscriptions.clear();
  }
}
