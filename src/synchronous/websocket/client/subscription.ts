import type { Frame } from './types.ts';

/** An event as it comes. */
export interface ReceivedEvent<Data> {
  readonly data: Data;
  readonly id: string;
  /** When it was told, milliseconds since 1970. */
  readonly time: number;
  readonly key: string | undefined;
  readonly partition: number;
  readonly offset: number;
}

/** What a subscription is told. */
export interface SubscriptionOptions {
  /** Only events of these keys. */
  readonly keys?: readonly string[];
  /** Where it begins that has no place yet. Default: now. */
  readonly from?: 'now' | 'beginning';
  /** A place that was kept, `subscription.next` of before. */
  readonly next?: readonly number[];
  /** Some of what was missed is not there any more. */
  readonly onGap?: () => void;
  /** The server dropped so many events, since this client read too slowly. */
  readonly onDropped?: (count: number) => void;
  /** It was refused, now or when it came back. Default: written to the console. */
  readonly onError?: (error: Error) => void;
}

interface Begun {
  readonly next: readonly number[];
  readonly gap: boolean;
}

/** An event that is followed, over as many connections as it takes. */
export class Following {
  readonly event: string;
  /** By partition: the first offset that was not seen; keep it to go on there another day. `undefined`: it has no place yet. */
  next: number[] | undefined;
  /** The server has answered on this connection. */
  #isAnswered = false;
  readonly #options: SubscriptionOptions;
  readonly #handle: (event: ReceivedEvent<unknown>) => void;

  constructor(event: string, options: SubscriptionOptions, handle: (event: ReceivedEvent<unknown>) => void) {
    this.event = event;
    this.#options = options;
    this.#handle = handle;
    this.next = options.next === undefined ? undefined : [...options.next];
  }

  /** Asks for it on a new connection. The answer is read before the events that follow it: they count from the place that it names. */
  begin(ask: (frame: object, resolve: (output: unknown) => void, reject: (error: Error) => void) => void): void {
    const { keys, from } = this.#options;
    this.#isAnswered = false;
    const place = this.next === undefined ? (from === undefined ? {} : { from }) : { next: this.next };
    ask({ type: 'subscribe', event: this.event, ...(keys === undefined ? {} : { keys }), ...place }, (output) => this.#began(output as Begun), (error) => this.#refused(error));
  }

  #began({ next, gap }: Begun): void {
    this.#isAnswered = true;
    if (this.next === undefined || gap) this.next = [...next];
    try {
      if (gap) this.#options.onGap?.();
    } catch (error) {
      this.#refused(error as Error);
    }
  }

  #refused(error: Error & { readonly code?: string }): void {
    // A broken connection is begun again by the next one.
    if (error.code === 'CONNECTION_LOST') return;
    if (this.#options.onError === undefined) console.error(error);
    else this.#options.onError(error);
  }

  take({ at, data, id, time, key }: Frame): void {
    const [partition, offset] = at as readonly [number, number];
    const { next } = this;
    // It belongs to a subscription that this one takes the place of, or was seen on the connection before.
    if (!this.#isAnswered || next === undefined || offset < (next[partition] ?? 0)) return;
    next[partition] = offset + 1;
    this.#handle({ data, id: String(id), time: Number(time), key: key as string | undefined, partition, offset });
  }

  dropped(count: number): void {
    this.#options.onDropped?.(count);
  }
}
