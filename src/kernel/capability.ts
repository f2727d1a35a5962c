/** How an engine offers something: by itself, through the state store, or not at all. */
export type Support = 'native' | 'emulated' | 'refused';

/** What an engine may be asked for. Each is tested by the conformance suite: that it works, or that it is refused. */
export interface Capabilities {
  /** Work for one consumer at a time, settled one by one. */
  readonly queue: Support;
  /** A log that groups read independently. */
  readonly stream: Support;
  /** An ordered key-value store for jobs, idempotency, attempts, parked keys and dead letters. */
  readonly state: Support;
  /** Settlements, sends, appends and state in one commit. */
  readonly transactions: Support;
  /** Messages with one key are handled in order. */
  readonly orderPerKey: Support;
  /** `notBefore` on a queue message. */
  readonly delay: Support;
  /** `priority` on a queue message. */
  readonly priority: Support;
  /** `deduplicationId` on a queue message. */
  readonly deduplication: Support;
  /** Groups go back to an offset, a time, or the beginning. */
  readonly replay: Support;
  /** A stream drops what is old or too much. */
  readonly retention: Support;
  /** A stream keeps the latest message of each key. */
  readonly compaction: Support;
  /** Looking at waiting messages without taking them. */
  readonly peek: Support;
}

export type Capability = keyof Capabilities;
