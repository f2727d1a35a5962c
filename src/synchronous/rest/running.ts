import { Linked } from '../../http/linked.ts';
import type { Linkable } from '../../http/linked.ts';
import { FairTurns } from './streaming/fair-turns.ts';

/** Something that a stop waits for. */
export interface Waited extends Linkable<Waited> {
  /** Nobody waits any more. */
  abort(reason: Error): void;
  /** The app stops: for what would go on for ever. */
  readonly drain?: ((reason: Error) => void) | undefined;
}

/** The exchanges that wait for something, and the answers that still flow. */
export class Running {
  /** For answers that flow. */
  readonly turns = new FairTurns();
  readonly #waited = new Linked<Waited>();
  #idle: (() => void) | undefined;

  add(waited: Waited): void {
    this.#waited.add(waited);
  }

  delete(waited: Waited): void {
    this.#waited.delete(waited);
    if (this.#waited.empty) this.#idle?.();
  }

  /** Resolves when nothing runs any more; at `signal` handlers are aborted with `reason` and no longer waited for. */
  async drained(signal: AbortSignal, reason: () => Error): Promise<void> {
    for (const waited of this.#waited.items()) waited.drain?.(reason());
    if (this.#waited.empty) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const abort = (): void => {
      for (const waited of this.#waited.items()) waited.abort(reason());
      // One turn, in which handlers that listen can end.
      setImmediate(resolve);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    await promise;
    signal.removeEventListener('abort', abort);
  }
}
