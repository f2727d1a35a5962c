import type { ErrorCategory } from '../kernel/error.ts';
import type { Message } from '../kernel/message.ts';

/** What a span says of itself: names of the semantic conventions, or of ours in `isthmus.`. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that is recorded as a span. Only sampled work has one. */
export interface Span {
  /** W3C `traceparent` of this piece of work: what it sends and calls stands below it. */
  readonly traceparent: string;
  /** What tracing systems add to it. */
  readonly tracestate: string | undefined;
  set(name: string, value: string | number | boolean): void;
  /** It failed: sets `error.type` and the status. */
  fail(error: unknown): void;
  /** Once; what is set afterwards is lost. */
  end(): void;
  /** Calls `work` with this span as the active one, so that spans of other code stand below it. */
  run<A, B, T>(work: (first: A, second: B) => T, first: A, second: B): T;
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** What a span is called and says of itself at its start. */
export interface Described {
  readonly name: string;
  readonly attributes: SpanAttributes;
}

/** Makes spans. Whether a trace is sampled is decided before any object is made. */
export interface Tracing {
  /** A `traceparent` from outside is followed: its ids, and whether it is sampled. */
  readonly followsCallers: boolean;
  /**
   * A span where work enters: below `parent` where that is sampled, below the active span of other code, else the first
   * of a new trace if one may begin now. `undefined`: not sampled, and it was not asked to be described.
   */
  enter(kind: SpanKind, parent: string | undefined, describe: () => Described, tracestate?: string): Span | undefined;
  /** A span below work that has one. `links`: other work that it belongs to. */
  below(kind: SpanKind, parent: Pick<Span, 'traceparent' | 'tracestate'>, described: Described, links?: readonly Span[]): Span;
  /** Calls `work` so that other code starts no trace of its own: the work is not sampled. */
  quietly<A, B, T>(work: (first: A, second: B) => T, first: A, second: B): T;
}

/** Counts and times what one receiver of a link does. Made for hot paths: a few additions for each call. */
export interface ReceiverMeter {
  /** A call begins. Answers with what `handled` and `failed` take: a time, or 0 where this call is not timed. */
  begin(): number;
  /** The same for calls that are all timed. */
  beginTimed(): number;
  /** So many run at the same time, this one included. */
  running(count: number): void;
  /** The call succeeded. `outcome`: how, where there are several ways (an HTTP status). */
  handled(began: number, outcome?: string): void;
  /** The call failed. `outcome`: where it is not the category. */
  failed(began: number, category: ErrorCategory, outcome?: string): void;
  /** Time that a message waited for its handler, milliseconds. Only for calls that are timed. */
  waited(began: number, milliseconds: number): void;
  /** From the moment it was sent to the end of its handler, milliseconds. Only for calls that are timed. */
  whole(began: number, milliseconds: number): void;
  /** Sees a message in the order of handling, to notice that a key's order was broken. */
  order(message: Pick<Message, 'key' | 'time'>): void;
  /** It will be tried again. */
  retried(): void;
  /** A message became a dead letter. */
  died(): void;
  /** A message moved to the state store, to wait there. */
  parked(): void;
  /** A repeat was recognised by the inbox or an idempotency key: it had no second effect. */
  repeated(): void;
  /** A handler told and called so many others. */
  triggered(effects: number): void;
  /** An answer was made that nobody could use: nothing was in it, or nobody waited any more. */
  unused(): void;
  /** A time to measure from, for `settled`. */
  now(): number;
  /** Messages were settled in one unit, which began at this time. */
  settled(began: number): void;
}

/** Counts what is sent on a link. */
export interface SenderMeter {
  /** A body of so many bytes. */
  sent(bytes: number): void;
  /** What was sent is durable; `began` is the time of sending, as `ReceiverMeter.begin` gives it, and not 0. */
  durable(began: number): void;
  /** Sending failed. */
  failed(category: ErrorCategory): void;
}
