import type { Event, InputOf, Operation, OutputOf, ReceivedDataOf } from '../../../kernel/contract.ts';
import { Calls } from './calls.ts';
import type { ClientCallOptions } from './calls.ts';
import { closed, SocketError } from './error.ts';
import { Line } from './line.ts';
import { Room } from './room.ts';
import type { RoomOptions } from './room.ts';
import { Following } from './subscription.ts';
import type { ReceivedEvent, SubscriptionOptions } from './subscription.ts';
import type { ConnectOptions, Frame } from './types.ts';

type Answer = (input: unknown, signal: AbortSignal) => unknown;

/** A running subscription. */
export interface ClientSubscription {
  readonly event: string;
  /** By partition: the first offset that was not seen. `undefined`: not known yet. */
  readonly next: readonly number[] | undefined;
  close(): void;
}

/** A client of `isthmus.v1`, in browsers and in Node. It comes back after a break and goes on where it was. */
export class SocketClient {
  readonly #line: Line;
  readonly #calls: Calls;
  readonly #followed = new Map<string, Following>();
  readonly #rooms = new Map<string, Room>();
  readonly #answers = new Map<string, Answer>();
  readonly #asked = new Map<number, AbortController>();
  #opened = Promise.withResolvers<void>();
  #closed = false;

  constructor(url: string, options: ConnectOptions) {
    this.#opened.promise.catch(() => {});
    this.#line = new Line(url, options, { opened: () => this.#begin(), frame: (frame) => this.#take(frame), lost: () => this.#lost() });
    this.#calls = new Calls((frame) => this.#line.send(frame));
  }

  /** Resolves when it is connected. */
  opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Calls an operation; an input that streams is an async iterable. Waits for the connection, where there is none. Rejects with a `SocketError`. */
  async call<C extends Operation>(contract: C | C['name'], input: InputOf<C>, options: ClientCallOptions = {}): Promise<OutputOf<C>> {
    await this.#connected(options);
    const [frame, values] = callFrame(contract, input, options);
    return (await this.#calls.request(frame, options.signal, values)) as OutputOf<C>;
  }

  /** Calls an operation whose output streams. */
  async *stream<C extends Operation>(contract: C | C['name'], input: InputOf<C>, options: ClientCallOptions = {}): AsyncGenerator<OutputOf<C> extends AsyncIterable<infer Item> ? Item : never, void, void> {
    await this.#connected(options);
    const [frame, values] = callFrame(contract, input, options);
    yield* this.#calls.stream(frame, options.signal, values) as AsyncGenerator<never, void, void>;
  }

  /** Follows an event. Once for each event: another subscription takes the place of the first. */
  subscribe<C extends Event>(event: C | C['name'], handle: (event: ReceivedEvent<ReceivedDataOf<C>>) => void, options: SubscriptionOptions = {}): ClientSubscription {
    const following = new Following(nameOf(event), options, handle as (event: ReceivedEvent<unknown>) => void);
    this.#followed.set(following.event, following);
    if (this.#line.isOpen) following.begin(this.#ask);
    return {
      event: following.event,
      get next() {
        return following.next;
      },
      close: () => {
        if (this.#followed.get(following.event) !== following) return;
        this.#followed.delete(following.event);
        void this.#quietly({ type: 'unsubscribe', event: following.event });
      },
    };
  }

  /** Enters a room, and again after each break until it is left. */
  async join(name: string, options: RoomOptions = {}): Promise<Room> {
    await this.#connected({});
    const room = new Room(name, options, (frame) => this.#calls.request(frame));
    this.#rooms.set(name, room);
    try {
      await room.begin();
    } catch (error) {
      this.#rooms.delete(name);
      throw error;
    }
    return room;
  }

  async leave({ name }: Room): Promise<void> {
    this.#rooms.delete(name);
    await this.#quietly({ type: 'leave', room: name });
  }

  /** Answers what the server asks. Throw a `SocketError` with a declared code to refuse. */
  answer<C extends Operation>(contract: C | C['name'], handle: (input: InputOf<C>, signal: AbortSignal) => OutputOf<C> | Promise<OutputOf<C>>): this {
    this.#answers.set(nameOf(contract), handle as Answer);
    return this;
  }

  /** Ends it for good. */
  close(): void {
    this.#closed = true;
    this.#calls.lost(closed());
    this.#line.close();
    this.#opened.reject(closed());
  }

  readonly #ask = (frame: object, resolve: (output: unknown) => void, reject: (error: Error) => void): void => this.#calls.ask(frame, resolve, reject);

  #begin(): void {
    this.#opened.resolve();
    for (const each of this.#followed.values()) each.begin(this.#ask);
    for (const each of this.#rooms.values()) void each.begin().catch(() => {});
  }

  #lost(): void {
    this.#opened = Promise.withResolvers<void>();
    this.#opened.promise.catch(() => {});
    for (const each of this.#asked.values()) each.abort();
    this.#calls.lost();
  }

  #take(frame: Frame): void {
    switch (frame.type) {
      case 'event': return this.#followed.get(String(frame['event']))?.take(frame);
      case 'dropped': return this.#followed.get(String(frame['event']))?.dropped(Number(frame['count']));
      case 'presence': return this.#rooms.get(String(frame['room']))?.presence(frame);
      case 'told': return this.#rooms.get(String(frame['room']))?.told(frame);
      case 'call': return void this.#answer(frame);
      case 'cancel': return this.#asked.get(frame.id ?? 0)?.abort();
      default: this.#calls.take(frame);
    }
  }

  async #answer({ id = 0, operation, input }: Frame): Promise<void> {
    const controller = new AbortController();
    this.#asked.set(id, controller);
    try {
      const handle = this.#answers.get(String(operation));
      if (handle === undefined) throw new SocketError({ code: 'OPERATION_UNKNOWN', detail: 'This client does not answer that.' });
      const output = await handle(input, controller.signal);
      this.#line.send({ type: 'result', id, output: output ?? null });
    } catch (error) {
      const known = error instanceof SocketError ? error.problem : { code: 'CLIENT_FAILED', detail: 'The client failed.' };
      this.#line.send({ type: 'error', id, error: known });
    } finally {
      this.#asked.delete(id);
    }
  }

  async #connected({ signal }: ClientCallOptions): Promise<void> {
    if (this.#closed) throw closed();
    signal?.throwIfAborted();
    if (!this.#line.isOpen) await this.#opened.promise;
  }

  async #quietly(frame: object): Promise<void> {
    if (this.#line.isOpen) await this.#calls.request(frame).catch(() => {});
  }
}

function callFrame(contract: Operation | string, input: unknown, { deadline, idempotencyKey, traceparent }: ClientCallOptions): [frame: object, values: AsyncIterable<unknown> | undefined] {
  const frame = { type: 'call', operation: nameOf(contract), ...(deadline === undefined ? {} : { deadline }), ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }), ...(traceparent === undefined ? {} : { traceparent }) };
  const streams = typeof input === 'object' && input !== null && Symbol.asyncIterator in input;
  return streams ? [frame, input as AsyncIterable<unknown>] : [{ ...frame, input }, undefined];
}

const nameOf = (contract: { readonly name: string } | string): string => (typeof contract === 'string' ? contract : contract.name);

/** Connects to a socket of an app: `wss://airport.example/live`. A browser may give an address without its site: `/live`. */
export function connect(url: string, options: ConnectOptions = {}): SocketClient {
  return new SocketClient(url, options);
}
