import type { Capabilities } from '../kernel/capability.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ErrorCategory } from '../kernel/error.ts';
import type { Log } from '../kernel/handler.ts';
import type { QueueMessage } from '../kernel/message.ts';
import type { Json } from '../kernel/schema.ts';
import type { Position, Settlement } from './delivery.ts';
import type { QueueDriver, QueueReceiver } from './queue.ts';
import type { StateOperation, StateStore } from './state-store.ts';
import type { Append, StreamDriver, StreamReceiver } from './stream.ts';

/** A message for a queue. */
export interface Send {
  readonly queue: string;
  readonly message: QueueMessage;
}

/**
 * What commits together. An engine whose `transactions` is `native` takes every part that it has in one unit; another takes
 * a unit with one kind of part only, and the layer above goes through the outbox.
 */
export interface Unit {
  readonly settle?: ReadonlyArray<{ readonly receiver: QueueReceiver; readonly settlements: readonly Settlement[] }>;
  readonly positions?: ReadonlyArray<{ readonly receiver: StreamReceiver; readonly positions: readonly Position[] }>;
  readonly send?: readonly Send[];
  readonly append?: readonly Append[];
  readonly state?: readonly StateOperation[];
}

/** What an engine is given by the app. */
export interface EngineEnvironment {
  readonly clock: Clock;
  readonly log: Log;
}

/** How an engine is. */
export interface EngineHealth {
  readonly ready: boolean;
  /** One sentence where it is not. */
  readonly reason?: string;
}

/** An engine that is running. */
export interface OpenEngine {
  readonly queues: QueueDriver | undefined;
  readonly streams: StreamDriver | undefined;
  readonly state: StateStore | undefined;
  /**
   * The process before this one ended uncleanly: what was in flight may have killed it, so attempts must be
   * recorded durably before such a message is handed to its handler.
   */
  readonly recovered: boolean;
  /**
   * Resolves once all of it is as durable as the engine promises. Rejected with `conflict` or a caller's fault: none of it
   * took effect. Rejected otherwise (a lost connection): unknown; repeat the unit with the same message ids before later
   * units. A receiver that lost its lane gets `SETTLED_LATE`. Units of one caller apply in the order of the calls.
   */
  commit(unit: Unit): Promise<void>;
  /** What a fault of this engine's library means. */
  classify(error: unknown): ErrorCategory;
  health(): Promise<EngineHealth>;
  /** Finishes running commits, then lets go of everything. Idempotent. */
  close(): Promise<void>;
}

/** What an engine can't exceed; absent: no limit. */
export interface EngineLimits {
  /** Longest time a delivery may stay unsettled, milliseconds; the layer above parks before. */
  readonly holdTime?: number;
  /** Largest message, bytes; the layer above puts larger ones into a claim check. */
  readonly payload?: number;
  /** Longest delay, milliseconds. */
  readonly delay?: number;
}

/** An engine as the app names it; opening happens at start. */
export interface Engine<C extends Capabilities = Capabilities> {
  /** `embedded`, `kafka`, … */
  readonly kind: string;
  readonly capabilities: C;
  readonly limits: EngineLimits;
  /** Only this process writes into it, so that messages were validated where they entered; a shared broker is a door and validates at each consume. */
  readonly inside: boolean;
  /** Options with defaults, without secrets, for the map. */
  readonly options: Readonly<Record<string, Json>>;
  open(environment: EngineEnvironment): Promise<OpenEngine>;
}
