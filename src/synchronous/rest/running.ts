import { Linked } from '../../http/linked.ts';
import type { Exchange } from './exchange.ts';

/** The exchanges that wait for something. */
export class Running {
  readonly #exchanges = new Linked<Exchange>();
  #idle: (() => void) | undefined;

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.empty) this.#idle?.();
  }

  /** Resolves when nothing runs any more; at `signal` handlers are aborted with `reason` and no longer waited for. */
  async drained(signal: AbortSignal, reason: () => Error): Promise<void> {
    if (this.#exchanges.empty) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const abort = (): void => {
      for (const exchange of this.#exchanges.items()) exchange.abort(reason());
      // One turn, in which handlers that listen can end.
      setImmediate(resolve);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    await promise;
    signal.removeEventListener('abort', abort);
  }
}
