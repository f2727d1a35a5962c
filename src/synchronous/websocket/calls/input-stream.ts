import { websocketErrors } from '../errors.ts';
import type { OperationRoute } from './route.ts';

type Fault = { readonly error: unknown };

/** The input of a streaming call: values as they come, each checked; never more ahead of the handler than it was given credit for. */
export class InputStream implements AsyncIterable<unknown> {
  readonly #route: Pick<OperationRoute, 'input'>;
  readonly #window: number;
  readonly #credit: (count: number) => void;
  readonly #values: unknown[] = [];
  #taken = 0;
  #ended = false;
  #fault: Fault | undefined;
  #wake: (() => void) | undefined;

  constructor(route: Pick<OperationRoute, 'input'>, window: number, credit: (count: number) => void) {
    this.#route = route;
    this.#window = window;
    this.#credit = credit;
  }

  /** Tells the client how much it may send. */
  open(): void {
    this.#credit(this.#window);
  }

  /** Takes a value of the client. Throws `WEBSOCKET_LIMIT_EXCEEDED` where it had no credit. */
  push(value: unknown): void {
    if (this.#ended) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID('The input of this call is over.');
    if (this.#values.length >= this.#window) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED('A value came for which no credit was given.');
    this.#values.push(value);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#fault ??= { error };
    this.#wake?.();
  }

  /** An input that was wrong must not count, whatever its handler made of it. */
  requireWhole(): void {
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    for (;;) {
      this.requireWhole();
      if (this.#values.length > 0) yield await this.#next();
      else if (this.#ended) return;
      else await this.#more();
    }
  }

  async #next(): Promise<unknown> {
    const value = this.#values.shift();
    this.#taken += 1;
    // In halves of the window: one message for each value would double them.
    if (this.#taken * 2 >= this.#window && !this.#ended) {
      this.#credit(this.#taken);
      this.#taken = 0;
    }
    try {
      return await this.#route.input(value);
    } catch (error) {
      this.#fault ??= { error };
      throw error;
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
