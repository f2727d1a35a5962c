import { setImmediate as turn } from 'node:timers/promises';

import { websocketErrors } from '../errors.ts';
import type { WebsocketOptions } from '../options.ts';
import type { Feed, Follower } from './feed.ts';
import type { StreamedEvent } from './record.ts';

/** Where the events of a subscription go. */
export interface Listener {
  /** So much waits to be sent that no more should be added. */
  readonly full: boolean;
  readonly isOpen: boolean;
  event(record: StreamedEvent): void;
  /** Events were dropped before the next one. */
  dropped(event: string, count: number): void;
  /** It reads too slowly to stay. */
  tooSlow(event: string): void;
  failed(error: unknown): void;
}

/** What a client asks for. */
export interface Wanted {
  /** `undefined`: all keys. */
  readonly keys?: readonly string[] | undefined;
  /** By partition: the first offset that was not seen. */
  readonly next?: readonly number[] | undefined;
  readonly from?: 'now' | 'beginning' | undefined;
}

/** Where a subscription begins. */
export interface Begun {
  readonly next: readonly number[];
  /** Some of what was asked for is not there any more. */
  readonly gap: boolean;
}

type Slow = Pick<WebsocketOptions, 'slow' | 'slowEvents'>;

/** One client's view of a feed: each record once and in order, as the client can take them. */
export class Subscription implements Follower {
  readonly #feed: Feed;
  readonly #listener: Listener;
  readonly #options: Slow;
  readonly #keys: ReadonlySet<string> | undefined;
  /** By partition: the first offset that was not sent, dropped or passed over. */
  #next: number[] = [];
  /** It is served from the stream until it has caught up. */
  #behind = false;
  #reading = false;
  #closed = false;
  /** What waits for a slow client, the oldest first; for `latest` by key. */
  readonly #waiting = new Map<unknown, StreamedEvent>();
  #dropped = 0;

  constructor(feed: Feed, listener: Listener, options: Slow, keys: readonly string[] | undefined) {
    this.#feed = feed;
    this.#listener = listener;
    this.#options = options;
    this.#keys = keys === undefined ? undefined : new Set(keys);
  }

  /** Finds the place to begin at; nothing is sent before `follow`. Throws `WEBSOCKET_MESSAGE_INVALID`. */
  async begin({ next, from }: Wanted): Promise<Begun> {
    const ranges = await this.#feed.ranges();
    if (next !== undefined && next.length !== ranges.length) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`"next" has ${next.length} offsets, and the stream ${ranges.length} partitions.`);
    if (next === undefined && from !== 'beginning') {
      this.#next = [...this.#feed.next];
      return { next: [...this.#next], gap: false };
    }
    this.#behind = true;
    let gap = false;
    for (const range of ranges) {
      const asked = next?.[range.partition] ?? range.first;
      // An offset behind the end belongs to a stream that was here before.
      const there = asked >= range.first && asked <= Math.max(range.next, this.#feed.next[range.partition] ?? 0);
      this.#next[range.partition] = there ? asked : range.first;
      gap ||= !there;
    }
    return { next: [...this.#next], gap };
  }

  /** Events flow from here on. */
  follow(): void {
    if (this.#closed) return;
    if (!this.#behind) this.#behind = this.#next.some((next, lane) => next < (this.#feed.next[lane] ?? 0));
    this.#feed.followers.add(this);
    this.pump();
  }

  close(): void {
    this.#closed = true;
    this.#feed.followers.delete(this);
    this.#waiting.clear();
  }

  offer(record: StreamedEvent): void {
    const { lane, position } = record;
    if (this.#behind || position < (this.#next[lane] ?? 0)) return;
    if (this.#listener.full && this.#options.slow === 'resume') {
      this.#behind = true;
      return;
    }
    this.#next[lane] = position + 1;
    if (!this.#wants(record)) return;
    if (this.#waiting.size === 0 && !this.#listener.full) this.#listener.event(record);
    else this.#wait(record);
  }

  /** Sends what waited, or goes on reading; called when there is room again. */
  pump(): void {
    for (const [key, record] of this.#waiting) {
      if (this.#listener.full || this.#closed) return;
      this.#tellDropped();
      this.#waiting.delete(key);
      this.#listener.event(record);
    }
    if (this.#behind && !this.#reading) void this.#catchUp();
  }

  #wants({ key }: StreamedEvent): boolean {
    return this.#keys === undefined || (key !== undefined && this.#keys.has(key));
  }

  #wait(record: StreamedEvent): void {
    if (this.#options.slow === 'disconnect') return this.#listener.tooSlow(this.#feed.contract.name);
    const key = this.#options.slow === 'latest' ? record.key : record;
    // The latest of a key waits at the place of the latest.
    if (this.#waiting.delete(key)) this.#dropped += 1;
    this.#waiting.set(key, record);
    if (this.#waiting.size <= this.#options.slowEvents) return;
    const [oldest] = this.#waiting.keys();
    this.#waiting.delete(oldest);
    this.#dropped += 1;
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#listener.dropped(this.#feed.contract.name, this.#dropped);
    this.#dropped = 0;
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    try {
      while (!this.#closed && !this.#listener.full) {
        const lane = this.#next.findIndex((next, each) => next < (this.#feed.next[each] ?? 0));
        if (lane === -1) {
          this.#behind = false;
          return;
        }
        await this.#readSome(lane);
        // Others have their turn.
        await turn();
      }
    } catch (error) {
      this.#listener.failed(error);
    } finally {
      this.#reading = false;
    }
  }

  async #readSome(lane: number): Promise<void> {
    const { records, next } = await this.#feed.read(lane, this.#next[lane] ?? 0);
    for (const record of records) {
      if (this.#closed || this.#listener.full) return;
      this.#next[lane] = record.position + 1;
      if (this.#wants(record)) this.#listener.event(record);
    }
    this.#next[lane] = Math.max(this.#next[lane] ?? 0, next);
  }
}
