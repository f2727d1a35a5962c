import type { ErrorCategory } from '../kernel/error.ts';
import type { QueueDepth } from '../driver/queue.ts';
import type { Interval } from './intervals.ts';
import type { ReceiverPeak, ReceiverSum } from './receiver-meter.ts';

/** A spread of values. Values are at most 1.6 % off; the count may lag by the 63 calls that were not timed yet. */
export interface Spread {
  readonly count: number;
  readonly sum: number;
  readonly smallest: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly largest: number;
}

/** A spread since the start, and of the last one to two minutes; durations in milliseconds, sizes in bytes. */
export interface RecentSpread {
  readonly total: Spread;
  readonly recent: Spread;
}

/** A histogram as exporters want it: how many were at most as large as each bound. */
export interface Buckets {
  readonly bounds: readonly number[];
  readonly upTo: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** What one receiver of a link did. */
export interface ReceiverMeasurements {
  readonly receiver: string;
  /**
   * Since the start. `started`: calls or attempts; `handled` and `failed`: how they ended; `retried`, `died`, `parked`: what became of
   * messages; `repeated`: repeats without a second effect; `effects` of `triggers` handlers that told or called others; `unused`: answers
   * that nobody could use; `inversions` of the order of a key among `ordered` messages that were looked at.
   */
  readonly totals: Readonly<Record<ReceiverSum, number>>;
  /** Since the start: most at the same time, most effects of one call. */
  readonly peaks: Readonly<Record<ReceiverPeak, number>>;
  /** Ten seconds each, ten minutes in all, the oldest first. */
  readonly intervals: ReadonlyArray<Interval<ReceiverSum, ReceiverPeak>>;
  /** Per second, over the last minute of closed intervals. */
  readonly rate: number;
  readonly errors: Readonly<Partial<Record<ErrorCategory, number>>>;
  /** From sending to the start of the handler, milliseconds. Messages only. */
  readonly waiting: RecentSpread | undefined;
  /** The handler with reading its input, milliseconds; HTTP: the whole request. */
  readonly handling: RecentSpread | undefined;
  /** From sending to the end of the handler, or from the call to its answer, milliseconds. */
  readonly whole: RecentSpread | undefined;
  /** Durations of handling in seconds, by how it ended: `success`, a category, or an HTTP status. */
  readonly outcomes: Readonly<Record<string, Buckets>>;
  /** Durations of waiting for the handler, seconds. */
  readonly waits: Buckets | undefined;
  /** Durations of settling in seconds, one for each unit. */
  readonly settling: Buckets | undefined;
}

/** What was sent on a link. */
export interface SenderMeasurements {
  readonly totals: Readonly<Record<'sent' | 'bytes' | 'failed', number>>;
  /** The largest body, bytes. */
  readonly largest: number;
  readonly intervals: ReadonlyArray<Interval<'sent' | 'bytes' | 'failed', 'size'>>;
  /** Per second, over the last minute of closed intervals. */
  readonly rate: number;
  readonly errors: Readonly<Partial<Record<ErrorCategory, number>>>;
  /** Bodies, bytes. */
  readonly sizes: Spread | undefined;
  /** Until it was durable, seconds; only what was told outside of handlers. */
  readonly sending: Buckets | undefined;
}

/** What waits on a link, asked when it is read. */
export interface Backlog {
  /** Queues and jobs. */
  readonly queue?: QueueDepth & { readonly parked: number; readonly deadLetters: number; readonly retrying: number };
  /** Streams: records that a group has not read, by group. */
  readonly lag?: Readonly<Record<string, number>>;
}

/** What is known of one link: plain data. */
export interface LinkMeasurements {
  readonly link: string;
  readonly from: string;
  readonly to: readonly string[];
  /** `name@version`. */
  readonly contract: string;
  readonly method: string;
  /** Attributes of the conventions that hold for everything on this link: `http.route`, `messaging.destination.name`, … */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly sender: SenderMeasurements | undefined;
  readonly receivers: readonly ReceiverMeasurements[];
  readonly backlog: Backlog | undefined;
}

/** What an app measured. */
export interface Measurements {
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When it began to count, milliseconds since 1970. */
  readonly since: number;
  readonly links: readonly LinkMeasurements[];
}
