import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import { httpErrors } from '../../../http/errors.ts';
import { problemResponse } from '../../../http/problem.ts';
import { websocketErrors } from '../errors.ts';
import { Subscription } from '../events/subscription.ts';
import { requireOrigin } from '../origin.ts';
import type { Surroundings } from '../surroundings.ts';
import { EventText } from './text.ts';

/** Server-sent events of a socket's events: for those that only listen, by the same subscriptions. */
export class EventStreams {
  readonly #socket: Surroundings;
  readonly #open = new Set<EventText>();

  constructor(socket: Surroundings) {
    this.#socket = socket;
  }

  /** `?event=…&key=…&from=…`; who comes back sends the id of the last event in `last-event-id`. */
  async respond(request: HttpRequest): Promise<HttpResponse> {
    try {
      if (!this.#socket.taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is starting or stopping.', retryAfter: 1_000 });
      requireOrigin(request, this.#socket.options.origins);
      const asked = new URLSearchParams(request.query);
      const caller = await this.#socket.authenticate(request);
      const { feed, slow } = this.#socket.feed(asked.get('event') ?? '', caller);
      const text = new EventText(this.#socket.options.heartbeat, this.#socket.host.clock, request.signal);
      const keys = asked.getAll('key');
      if (keys.length > this.#socket.options.keys) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A subscription names at most ${this.#socket.options.keys} keys (option keys).`);
      const subscription = new Subscription(feed, text, slow, keys.length === 0 ? undefined : keys);
      const { next } = await subscription.begin({ next: offsetsOf(request.headers['last-event-id']), from: asked.get('from') === 'beginning' ? 'beginning' : 'now' });
      text.begin(next, subscription);
      this.#open.add(text);
      return { status: 200, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }, body: this.#bytes(text) };
    } catch (error) {
      return problemResponse(error);
    }
  }

  /** They come back by themselves, to whoever is there then. */
  drain(): void {
    for (const text of this.#open) text.end();
  }

  async *#bytes(text: EventText): AsyncGenerator<Uint8Array> {
    try {
      yield* text.bytes();
    } finally {
      this.#open.delete(text);
      text.end();
    }
  }
}

/** The id of an event says where its reader is in every partition: `12.0.7`. */
function offsetsOf(id: string | undefined): readonly number[] | undefined {
  if (id === undefined) return undefined;
  const next = id.split('.').map(Number);
  if (/^\d{1,15}(?:\.\d{1,15})*$/.test(id)) return next;
  throw websocketErrors.WEBSOCKET_MESSAGE_INVALID('The header "last-event-id" is none of an event of this address.');
}
