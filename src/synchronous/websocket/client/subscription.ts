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

/** An event that is followed, over as many connections as it takes. */
export class Following {
  readonly event: string;
  /** By partition: the first offset that was not seen; keep it to go on there another day. `undefined`: it has no place yet. */
  next: number[] | undefined;
  readonly #options: SubscriptionOptions;
  readonly #handle: (event: ReceivedEvent<unknown>) => void;

  constructor(event: string, options: SubscriptionOptions, handle: (event: ReceivedEvent<unknown>) => void) {
    this.event = event;
    this.#options = options;
    this.#handle = handle;
    this.next = options.next === undefined ? undefined : [...options.next];
  }

  async begin(request: (frame: object) => Promise<unknown>): Promise<void> {
    const { keys, from } = this.#options;
    try {
      const begun = (await request({ type: 'subscribe', event: this.event, ...(keys === undefined ? {} : { keys }), ...(this.next === undefined ? (from === undefined ? {} : { from }) : { next: this.next }) })) as { readonly next: readonly number[]; readonly gap: boolean };
      // Events that came in one read with the answer were taken before this: what they say of their partition stands.
      const known = begun.gap ? [] : (this.next ?? []);
      this.next = begun.next.map((offset, partition) => known[partition] ?? offset);
      if (begun.gap) this.#options.onGap?.();
    } catch (error) {
      // A broken connection is begun again by the next one.
      if ((error as { readonly code?: string }).code === 'CONNECTION_LOST') return;
      if (this.#options.onError === undefined) console.error(error);
      else this.#options.onError(error as Error);
    }
  }

  take({ at, data, id, time, key }: Frame): void {
    const [partition, offset] = at as readonly [number, number];
    const next = (this.next ??= []);
    // It was seen on the connection before.
    if (offset < (next[partition] ?? 0)) return;
    next[partition] = offset + 1;
    this.#handle({ data, id: String(id), time: Number(time), key: key as string | undefined, partition, offset });
  }

  dropped(count: number): void {
    this.#options.onDropped?.(count);
  }
}
