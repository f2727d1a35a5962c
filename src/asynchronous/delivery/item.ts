import type { DeadReason } from '../../driver/administration.ts';
import type { Delivery } from '../../driver/delivery.ts';
import type { OpenEngine, Unit } from '../../driver/engine.ts';
import type { CallerAttribute, Effects, Invocation, MethodHost, Outcome } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { ReceiverMeter, Span } from '../../driver/telemetry.ts';
import type { MessageSpans } from '../../telemetry/message-spans.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Caller, HandledMessage, Log } from '../../kernel/handler.ts';
import { TextMessage } from '../../kernel/message.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { Attempt, AttemptRecord, Failure } from './failure.ts';
import { noAttempts } from './failure.ts';
import type { ConsumerPolicy } from './policy.ts';
import { fresh } from './reducer.ts';
import type { DeliveryState } from './reducer.ts';

/** Where deliveries come from, and how they are settled: a receiver of a queue, a member of a stream's group. */
export interface Source {
  receive(maximum: number): Promise<readonly Delivery[]>;
  /** Streams keep what came in order until it is finished. */
  arrived(item: Item): void;
  /** Adds to what the next unit settles; `false`: it is not ours any more. May be called again for the same item when its unit was refused. */
  settle(item: Item): boolean;
  /** An item that was settled is not, since its unit was refused. */
  reopen(item: Item): void;
  /** What was settled since the last call. */
  take(): Pick<Unit, 'settle' | 'positions' | 'state'> | undefined;
  close(): Promise<void>;
}

/** What a consumer does with a message; the rest is the same for queues, streams and jobs. */
export interface Work {
  run(item: Item): Outcome | Promise<Outcome>;
  /** What waiting for another attempt adds. */
  waits?(item: Item): readonly StateOperation[];
  /** What the end of a message adds to its unit: a claim's removal, a job's record. */
  ended?(item: Item, reason: DeadReason | undefined, failure: Failure | undefined): readonly StateOperation[];
}

/** What the parts of a consumer share. */
export interface ConsumerSetting {
  /** Names its entries in the state store; no slash. */
  readonly name: string;
  readonly policy: ConsumerPolicy;
  readonly engine: OpenEngine;
  readonly host: Pick<MethodHost, 'commit' | 'stateEngine'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly work: Work;
  /** What tells one message from another across redeliveries. */
  identify(message: QueueMessage, lane: number, position: number): string;
  /** Streams: deliveries have partitions and offsets. */
  readonly offsets: boolean;
  readonly callers: CallerAttribute;
  readonly meter: ReceiverMeter;
  /** `undefined`: no spans are made. */
  readonly spans: MessageSpans | undefined;
}

/** Nobody asked yet for whom a message was sent; most handlers never do. */
const unread = Symbol('unread');

/** Where a message was taken from the state store. */
export interface StoredPlace {
  readonly line: string;
  readonly entry: string;
  readonly identity: string;
}

/**
 * One message in the hands of a consumer, and the invocation that its handler sees: one object for each message,
 * whose rarely used parts are made when asked for.
 */
export class Item implements Invocation {
  readonly setting: ConsumerSetting;
  readonly envelope: QueueMessage;
  /** `undefined`: it comes from the state store. */
  readonly delivery: Delivery | undefined;
  readonly source: Source | undefined;
  stored: StoredPlace | undefined;
  /** The line of its key; `undefined`: order does not matter. */
  line: string | undefined;
  state: DeliveryState = fresh;
  record: AttemptRecord = noAttempts;
  /** Its attempts are in the state store. */
  recorded = false;
  /** That it is about to be handled is in the state store. */
  inFlight = false;
  /** It was being handled when the process ended: nothing else runs beside it. */
  alone = false;
  /** Taken from us; what becomes of it here does not count. */
  void = false;
  /** Its unit parks a line: because of this dead letter, or until its time. */
  parks: { readonly line: string; readonly deadLetter: string | undefined } | undefined;
  /** Goes back to the engine instead of being done. */
  released = false;
  /** Its line waits for its commit. */
  holds = false;
  /** A policy held it back before its handler began. */
  held = false;
  /** Streams: handled or parked, durably or about to be. */
  finished = false;
  /** Streams: the reading of its partition that it belongs to. */
  window: object | undefined;
  effects: Effects | undefined;
  operations: StateOperation[] | undefined;
  startedAt = 0;
  /** What the meter was told when its attempt began. */
  began = 0;
  /** Where its trace is sampled: of the last attempt. */
  span: Span | undefined;
  /** Calls off what it waits for. */
  disarm: (() => void) | undefined;
  progress: Invocation['progress'];
  #caller: Caller | undefined | typeof unread = unread;
  #controller: AbortController | undefined;
  #aborted: unknown;

  constructor(setting: ConsumerSetting, envelope: QueueMessage, delivery: Delivery | undefined, source: Source | undefined) {
    this.setting = setting;
    this.envelope = envelope;
    this.delivery = delivery;
    this.source = source;
  }

  /** What tells it from other messages of the consumer, across redeliveries. */
  get identity(): string {
    return this.stored?.identity ?? this.setting.identify(this.envelope, this.delivery?.lane ?? 0, this.delivery?.position ?? 0);
  }

  get attempt(): number {
    return this.state.attempts;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted !== undefined) this.#controller.abort(this.#aborted);
    }
    return this.#controller.signal;
  }

  /** Aborts the running attempt. */
  abort(reason: unknown): void {
    this.#aborted ??= reason;
    this.#controller?.abort(reason);
  }

  /** Prepares for the next attempt. */
  begin(now: number): void {
    this.startedAt = now;
    this.held = false;
    this.#controller = undefined;
    this.#aborted = undefined;
  }

  get abortReason(): unknown {
    return this.#aborted;
  }

  get deadline(): number {
    return Math.min(this.envelope.expiresAt ?? Infinity, this.startedAt + this.setting.policy.timeout);
  }

  get idempotencyKey(): string {
    return `${this.setting.name}:${this.envelope.id}`;
  }

  /** On whose behalf the message was sent. */
  get caller(): Caller | undefined {
    if (this.#caller === unread) this.#caller = this.setting.callers.read(this.envelope);
    return this.#caller;
  }
  set caller(caller: Caller | undefined) {
    this.#caller = caller;
  }

  get traceparent(): string | undefined {
    return this.envelope.traceparent;
  }

  get tracestate(): string | undefined {
    return this.envelope.tracestate;
  }

  get message(): HandledMessage {
    const { id, type, source, time, subject, key } = this.envelope;
    const place = this.setting.offsets ? this.delivery : undefined;
    return { id, type, source, time, subject, key, partition: place?.lane, offset: place?.position };
  }

  /** What became of it is durable. */
  committed(): void {
    if (this.envelope instanceof TextMessage) this.envelope.forget();
  }

  failedAttempt(now: number, code: string, what: string): Attempt {
    return { number: this.state.attempts, startedAt: this.startedAt, finishedAt: now, code, what };
  }

  add(...operations: readonly StateOperation[]): void {
    if (this.operations === undefined) this.operations = [...operations];
    else this.operations.push(...operations);
  }
}
