import { cancelled, lost, SocketError } from './error.ts';
import type { Frame } from './types.ts';

/** Values that the server may send ahead. */
const window = 32;

/** How one call goes. */
export interface ClientCallOptions {
  /** Wait no longer, milliseconds. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** For handlers that deduplicate by it. */
  readonly idempotencyKey?: string;
  readonly traceparent?: string;
}

interface Pending {
  result(output: unknown): void;
  item?(value: unknown): void;
  credit?(count: number): void;
  fail(error: SocketError): void;
}

/** The calls of this client that are not over. */
export class Calls {
  readonly #pending = new Map<number, Pending>();
  readonly #send: (frame: object) => void;
  #last = 0;

  constructor(send: (frame: object) => void) {
    this.#send = send;
  }

  /** A request with one answer. */
  request(frame: object, signal?: AbortSignal, input?: AsyncIterable<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => this.ask(frame, resolve, reject, signal, input));
  }

  /** The same for who must see the answer before the frame that comes after it, which a promise does not promise. */
  ask(frame: object, resolve: (output: unknown) => void, reject: (error: Error) => void, signal?: AbortSignal, input?: AsyncIterable<unknown>): void {
    const id = this.#id();
    const release = this.#abortable(id, signal, reject);
    const sending = input === undefined ? undefined : this.#sender(id, input);
    const over = <T>(settle: (value: T) => void) => (value: T): void => {
      release();
      sending?.stop();
      this.#pending.delete(id);
      settle(value);
    };
    this.#pending.set(id, { result: over(resolve), fail: over(reject), ...(sending === undefined ? {} : { credit: sending.credit }) });
    this.#send({ ...frame, id });
  }

  /** A call whose answer streams: values as they come, at the pace of who takes them. */
  async *stream(frame: object, signal?: AbortSignal, input?: AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
    const id = this.#id();
    const values: unknown[] = [];
    let end: { readonly error?: Error } | undefined;
    let wake = (): void => {};
    let taken = 0;
    const finish = (error?: Error): void => {
      end ??= error === undefined ? {} : { error };
      wake();
    };
    const release = this.#abortable(id, signal, finish);
    const sending = input === undefined ? undefined : this.#sender(id, input);
    this.#pending.set(id, {
      result: () => finish(), fail: finish, ...(sending === undefined ? {} : { credit: sending.credit }),
      item: (value) => {
        values.push(value);
        wake();
      },
    });
    this.#send({ ...frame, id, credit: window });
    try {
      for (;;) {
        if (values.length > 0) {
          yield values.shift();
          if ((taken += 1) * 2 >= window && end === undefined) {
            this.#send({ type: 'credit', id, count: taken });
            taken = 0;
          }
        } else if (end !== undefined) {
          if (end.error !== undefined) throw end.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      release();
      sending?.stop();
      if (end === undefined) this.#send({ type: 'cancel', id });
      this.#pending.delete(id);
    }
  }

  /** Whether the message was one for a call. */
  take({ type, id, output, value, count, error }: Frame): boolean {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (pending === undefined) return false;
    if (type === 'result' || type === 'end') pending.result(output);
    else if (type === 'item') pending.item?.(value);
    else if (type === 'credit') pending.credit?.(Number(count));
    else if (type === 'error') pending.fail(new SocketError(error as { readonly code: string; readonly detail: string }));
    return true;
  }

  /** The connection broke, or will not come back. */
  lost(error: SocketError = lost()): void {
    for (const pending of this.#pending.values()) pending.fail(error);
    this.#pending.clear();
  }

  #id(): number {
    return (this.#last += 1);
  }

  #abortable(id: number, signal: AbortSignal | undefined, reject: (error: Error) => void): () => void {
    const stop = (): void => {
      this.#send({ type: 'cancel', id });
      this.#pending.delete(id);
      reject(cancelled());
    };
    // After the call was sent, so that there is something to cancel.
    if (signal?.aborted === true) queueMicrotask(stop);
    signal?.addEventListener('abort', stop, { once: true });
    return () => signal?.removeEventListener('abort', stop);
  }

  /** Sends a streaming input as the server gives credit. */
  #sender(id: number, input: AsyncIterable<unknown>): { credit(count: number): void; stop(): void } {
    const values = input[Symbol.asyncIterator]();
    let credit = 0;
    let running = false;
    let stopped = false;
    const run = async (): Promise<void> => {
      running = true;
      try {
        for (; credit > 0 && !stopped; credit -= 1) {
          const { done, value } = await values.next();
          if (stopped) return;
          if (done === true) {
            stopped = true;
            return this.#send({ type: 'end', id });
          }
          this.#send({ type: 'item', id, value });
        }
      } catch {
        // The input broke: so does the call.
        this.#send({ type: 'cancel', id });
      } finally {
        running = false;
      }
    };
    return {
      credit: (count) => {
        credit += count;
        if (!running && !stopped) void run();
      },
      stop: () => {
        if (!stopped) void values.return?.();
        stopped = true;
      },
    };
  }
}
