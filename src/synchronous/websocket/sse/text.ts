import { alarm } from '../../../kernel/clock.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { StreamedEvent } from '../events/record.ts';
import type { Listener, Subscription } from '../events/subscription.ts';

/** Characters that may wait to be taken. */
const most = 65_536;

/** One stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), pulled by its reader. */
export class EventText implements Listener {
  readonly #heartbeat: number;
  readonly #clock: Clock;
  readonly #client: AbortSignal;
  #text = ':\n\n';
  #next: number[] = [];
  #subscription: Subscription | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(heartbeat: number, clock: Clock, client: AbortSignal) {
    this.#heartbeat = heartbeat;
    this.#clock = clock;
    this.#client = client;
  }

  get full(): boolean {
    return this.#text.length >= most;
  }
  get isOpen(): boolean {
    return !this.#ended;
  }

  begin(next: readonly number[], subscription: Subscription): void {
    this.#next = [...next];
    this.#subscription = subscription;
    this.#client.addEventListener('abort', () => this.end(), { once: true });
    this.#add(`id: ${this.#next.join('.')}\n\n`);
    subscription.follow();
  }

  event(record: StreamedEvent): void {
    this.#next[record.lane] = record.position + 1;
    this.#add(`id: ${this.#next.join('.')}\ndata: ${record.text}\n\n`);
  }

  dropped(_event: string, count: number): void {
    this.#add(`event: dropped\ndata: ${count}\n\n`);
  }

  tooSlow(): void {
    this.end();
  }

  failed(): void {
    this.end();
  }

  end(): void {
    this.#ended = true;
    this.#subscription?.close();
    this.#wake?.();
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    while (!this.#ended) {
      if (this.#text === '') await this.#more();
      const text = this.#text === '' ? ':\n\n' : this.#text;
      this.#text = '';
      if (!this.#ended) yield Buffer.from(text);
      this.#subscription?.pump();
    }
  }

  #add(text: string): void {
    this.#text += text;
    this.#wake?.();
  }

  /** Resolves with something to send, the end, or a silence after which a comment shows that somebody is there. */
  #more(): Promise<void> {
    return new Promise((resolve) => {
      const disarm = alarm(this.#clock, this.#heartbeat, resolve);
      this.#wake = () => {
        disarm();
        resolve();
      };
    });
  }
}
