import { categoryOf } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import type { Log } from '../../kernel/handler.ts';
import type { OpenEngine, Unit } from '../../driver/engine.ts';
import { relayErrors } from './errors.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

/** The engine will never take it. */
const forGood: ReadonlySet<ErrorCategory> = new Set(['invalid', 'not-found', 'too-large', 'unsupported', 'misconfigured']);
const batch = 256;
const firstPause = 50;
const longestPause = 5_000;

/**
 * Sends what waits in the outbox of one engine, in order, one batch at a time. A batch is removed after the engine took it, so a crash between
 * the two sends it again, with the same message ids. The state store has one owner, which makes this the only relay.
 */
export class Relay {
  readonly #outbox: Outbox;
  readonly #target: OpenEngine;
  readonly #state: OpenEngine;
  readonly #log: Log;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(outbox: Outbox, target: OpenEngine, state: OpenEngine, log: Log) {
    this.#outbox = outbox;
    this.#target = target;
    this.#state = state;
    this.#log = log;
  }

  /** There is something to send. */
  notify(): void {
    if (this.#stopped || this.#running !== undefined) return;
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#outbox.size > 0) this.notify();
    });
  }

  /** Sends what waits, as long as the engine takes it; resolves when nothing waits or at `signal`. */
  async drain(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (!signal.aborted && this.#outbox.size > 0 && !this.#stopped) {
      this.notify();
      await Promise.race([this.#running, aborted]);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #drain(): Promise<void> {
    let pause = firstPause;
    while (!this.#stopped) {
      try {
        const entries = await this.#outbox.first(batch);
        if (entries.length === 0) return;
        await this.#relay(entries);
        pause = firstPause;
      } catch (error) {
        if (this.#stopped) return;
        this.#log.warn('messages for another engine wait in the outbox', { waiting: this.#outbox.size, error });
        await this.#rest(pause);
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  async #relay(entries: readonly OutboxEntry[]): Promise<void> {
    try {
      await this.#target.commit(unitOf(entries));
    } catch (error) {
      const [first] = entries;
      if (first === undefined || !forGood.has(categoryOf(error))) throw error;
      return entries.length > 1 ? this.#oneByOne(entries) : this.#putAside(first, error);
    }
    await this.#state.commit({ state: this.#outbox.remove(entries) });
    this.#outbox.removed(entries.length);
  }

  async #oneByOne(entries: readonly OutboxEntry[]): Promise<void> {
    for (const entry of entries) await this.#relay([entry]);
  }

  async #putAside(entry: OutboxEntry, cause: unknown): Promise<void> {
    const reason = cause instanceof Error ? cause.message : String(cause);
    await this.#state.commit({ state: this.#outbox.refuse(entry, reason) });
    this.#outbox.removed(1);
    const error = relayErrors.OUTBOX_REFUSED({ what: `A message for "${entry.to}" (id ${entry.message.id}) was refused: ${reason}.`, cause });
    this.#log.error('a message was put aside', { error });
  }

  #rest(pause: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function unitOf(entries: readonly OutboxEntry[]): Unit {
  const send = entries.filter(({ kind }) => kind === 'send').map(({ to, message }) => ({ queue: to, message }));
  const append = entries.filter(({ kind }) => kind === 'append').map(({ to, message }) => ({ stream: to, message }));
  return { ...(send.length > 0 ? { send } : {}), ...(append.length > 0 ? { append } : {}) };
}
