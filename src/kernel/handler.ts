import type { Contract, DataOf, Event, InputOf, Operation, OutputOf, ReceivedDataOf, ReceivedOf, ReturnedOf } from './contract.ts';
import type { Duration } from './units.ts';

/** Who calls, as the endpoint's `authenticate` found out. */
export interface Caller {
  readonly subject: string;
  readonly tenant?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

/** Structured logging. Fields are plain data without secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** How an event is told. */
export interface EmitOptions {
  /** Default: made from what is being handled and a counter, so that a repeat is recognised. */
  readonly id?: string;
  readonly subject?: string;
  /** Queues: not before so long from now. */
  readonly delay?: Duration;
  /** Queues: not before this time, in milliseconds since 1970. */
  readonly notBefore?: number;
  /** Queues: 0 (default, last) to 9 (first). */
  readonly priority?: number;
  /** Queues: a second one within the window is dropped. */
  readonly deduplicationId?: string;
  /** After so long nobody waits for it; it becomes a dead letter with the reason `expired`. */
  readonly timeToLive?: Duration;
}

export interface CallOptions {
  /** Wait no longer than this. Never longer than what is left of the caller's own deadline. */
  readonly deadline?: Duration;
  readonly signal?: AbortSignal;
  readonly idempotencyKey?: string;
  /** Which client is asked, where a link leads to clients on sockets: the `connection` of a call that came from it. */
  readonly to?: string;
}

export interface SubmitOptions {
  /** The same key within the window gives the same job. */
  readonly idempotencyKey?: string;
  readonly delay?: Duration;
  readonly priority?: number;
}

/** A durable piece of work that answers later. */
export interface JobReference {
  readonly id: string;
  readonly operation: string;
}

/** What a handler can do with the world. All of `emit` and `submit` commits together with the handler's own success, or not at all. */
export interface Context {
  /** Calls an operation and awaits its answer, under the link's policies and this call's deadline. */
  call<C extends Operation>(contract: C, input: InputOf<C>, options?: CallOptions): Promise<OutputOf<C>>;
  /** Hands an operation over as a durable job. */
  submit<C extends Operation>(contract: C, input: InputOf<C>, options?: SubmitOptions): Promise<JobReference>;
  /** Tells an event on every link that carries it. */
  emit<C extends Event>(contract: C, data: DataOf<C>, options?: EmitOptions): Promise<void>;
  /** In a job: says how far it is, 0 to 1, and optionally what it is doing. Elsewhere it has no reader and is refused. */
  progress(fraction: number, note?: string): void;
  /** Aborted when the caller gave up, the deadline passed, a job was cancelled, or the app drains. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting, milliseconds since 1970; `undefined`: never. */
  readonly deadline: number | undefined;
  readonly log: Log;
  /** W3C `traceparent` of this piece of work. */
  readonly traceparent: string;
  readonly caller: Caller | undefined;
  /** Which delivery of the message this is, from 1. */
  readonly attempt: number;
  /** Stable across retries of the same call or message: hand it to other systems to deduplicate with. */
  readonly idempotencyKey: string;
  /** The message that is being handled, where it is one. */
  readonly message: HandledMessage | undefined;
  /** The socket that this call came on; `call(…, { to: connection })` asks its client. `undefined`: it came on none. */
  readonly connection: string | undefined;
}

/** The attributes of a handled message. */
export interface HandledMessage {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: number;
  readonly subject: string | undefined;
  readonly key: string | undefined;
  /** Stream: partition and offset of the record. */
  readonly partition: number | undefined;
  readonly offset: number | undefined;
}

/** Work written once, whatever the method and the engine. May answer at once or later. */
export type Handler<C extends Contract> = C extends Operation
  ? (input: ReceivedOf<C>, context: Context) => ReturnedOf<C> | Promise<ReturnedOf<C>>
  : C extends Event
    ? (data: ReceivedDataOf<C>, context: Context) => void | Promise<void>
    : never;

/** A contract together with its handler; the types were checked when it was made. */
export interface HandlerBinding {
  readonly contract: Operation | Event;
  readonly handler: (input: unknown, context: Context) => unknown;
}

/** Binds a handler to its contract. */
export function handle<C extends Operation | Event>(contract: C, handler: Handler<C>): HandlerBinding {
  return { contract, handler: handler as HandlerBinding['handler'] };
}
