import type { StateCondition } from '../../../driver/state-store.ts';

/** What the main thread asks of the writer, and what it answers. Plain data: it crosses threads by structured clone. */

/** A log is one partition of a stream or one priority of a queue. */
export const logsPerChannel = 65_536;
export const logOf = (channel: number, lane: number): number => channel * logsPerChannel + lane;
export const channelOf = (log: number): number => Math.floor(log / logsPerChannel);

/** A record that is dropped where its id was seen within the window. */
export interface Unique {
  readonly index: number;
  readonly id: string;
}

/** A batch for the end of a log. Its buffer is transferred, and comes back with the answer. */
export interface BatchAppend {
  readonly log: number;
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Only queues settle record by record. */
  readonly settled: boolean;
  readonly unique: readonly Unique[];
  /** Milliseconds that ids of `unique` are remembered. */
  readonly window: number;
}

/** A batch of one record that joins its log when it is due (wall clock, milliseconds since 1970). */
export interface DelayedAppend extends BatchAppend {
  readonly due: number;
}

export interface BatchSettle {
  readonly log: number;
  readonly first: number;
  readonly indexes: number[];
}

export interface PositionWrite {
  readonly channel: number;
  readonly reader: string;
  readonly lane: number;
  readonly next: number;
}

export interface StateWrite {
  readonly collection: string;
  readonly key: string;
  /** `undefined` deletes. */
  readonly value: Uint8Array | undefined;
  readonly expiresAt: number | undefined;
  readonly when: StateCondition | undefined;
}

/** One or many units. A conditional part is one unit; when its conditions fail it alone is undone. */
export interface Part {
  readonly conditional: boolean;
  readonly appends: BatchAppend[];
  readonly delayed: DelayedAppend[];
  readonly settles: BatchSettle[];
  readonly positions: PositionWrite[];
  readonly state: StateWrite[];
}

/** Times of a request: `wall` may jump (delays, expiry), `time` never goes back (order, windows, retention). */
export interface Instant {
  readonly wall: number;
  readonly time: number;
}

export type ChannelKind = 'queue' | 'stream';

export type WriterRequest =
  | ({ readonly kind: 'commit'; readonly parts: readonly Part[] } & Instant)
  | { readonly kind: 'declare'; readonly channel: ChannelKind; readonly name: string; readonly declaration: string }
  | ({ readonly kind: 'promote'; readonly limit: number } & Instant)
  | { readonly kind: 'purge'; readonly logs: readonly PurgeLog[] }
  | ({ readonly kind: 'maintain' } & Instant)
  | { readonly kind: 'close' };

/** Empties a log up to `next`, except for the records that are leased. */
export interface PurgeLog {
  readonly log: number;
  readonly next: number;
  readonly leased: readonly BatchSettle[];
}

/** Where a batch went. */
export interface Appended {
  readonly log: number;
  readonly first: number;
  readonly count: number;
  /** Records that were dropped as duplicates; all of them: nothing was written. */
  readonly duplicates: readonly number[];
  /** The batch's bytes, where they came with the request. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly time: number;
}

/** An append that waits for its time. */
export interface Delayed {
  readonly log: number;
  readonly due: number;
  readonly duplicate: boolean;
}

export type PartResult = { readonly appended: readonly Appended[]; readonly delayed: readonly Delayed[] } | { readonly failure: Failure };

/** An error as it crosses threads. */
export interface Failure {
  readonly code: string;
  readonly what: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The answer to each kind of request. */
export interface WriterResults {
  commit: readonly PartResult[];
  declare: { readonly id: number; readonly declaration: string };
  promote: { readonly appended: readonly Appended[]; readonly nextDue: number | undefined };
  /** By log, in the order of the request. */
  purge: { readonly removed: readonly number[]; readonly delayed: number };
  /** `again`: there was more than one step does. `changed`: logs where something before `before` is gone. */
  maintain: { readonly again: boolean; readonly changed: ReadonlyArray<{ readonly log: number; readonly before: number }> };
  close: null;
}

export type WriterResponse =
  | { readonly id: number; readonly value: WriterResults[keyof WriterResults] }
  | { readonly id: number; readonly failure: Failure };

/** The first message of the worker: it is ready, or why not. */
export type WriterGreeting = { readonly ready: { readonly clean: boolean; readonly time: number; readonly nextDue: number | undefined } } | { readonly failure: Failure };

export interface WriterOptions {
  readonly directory: string;
  readonly durability: 'full' | 'relaxed';
}
