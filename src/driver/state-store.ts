/** One entry of the ordered key-value store. */
export interface StateEntry {
  readonly key: string;
  readonly value: Uint8Array;
  /** Grows with each write of this key; for fencing and optimistic concurrency. */
  readonly revision: number;
  /** Milliseconds since 1970, or `undefined`: kept until deleted. */
  readonly expiresAt: number | undefined;
}

/** What must hold for an operation, else its whole unit is refused with `STATE_CONFLICT`. */
export type StateCondition = { readonly absent: true } | { readonly revision: number };

/** One write. Operations of a unit apply in their order. */
export type StateOperation =
  | { readonly put: string; readonly collection: string; readonly value: Uint8Array; readonly expiresAt?: number | undefined; readonly when?: StateCondition | undefined }
  | { readonly delete: string; readonly collection: string; readonly when?: StateCondition | undefined };

/** A range of keys, in the order of their UTF-8 bytes. */
export interface StateRange {
  readonly prefix?: string;
  /** Keys greater than this. */
  readonly after?: string;
  readonly limit: number;
  readonly reverse?: boolean;
}

/**
 * Jobs, idempotency, inbox, outbox, parked keys, dead letters, schedules, attempts: one ordered key-value
 * store, one per app. Writes go through `commit` of the engine, so that they join its unit.
 * Expired entries are never returned; the store removes them in its own time.
 */
export interface StateStore {
  get(collection: string, key: string): Promise<StateEntry | undefined>;
  scan(collection: string, range: StateRange): Promise<readonly StateEntry[]>;
  count(collection: string, prefix?: string): Promise<number>;
}
