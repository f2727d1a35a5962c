import type { Needs } from '../kernel/needs.ts';

/** What was measured on one link: plain data, all of it optional. Times are milliseconds, sizes bytes, rates per second, shares 0 to 1. */
export interface MeasuredLink {
  /** Calls or messages on average, and in the busiest ten seconds. */
  readonly rate?: number;
  readonly burst?: number;
  /** Time to handle one: median, 99th and 99.9th percentile. */
  readonly handling?: { readonly median: number; readonly p99: number; readonly p999: number };
  /** Size of one, 99th percentile. */
  readonly payload?: number;
  /** Retries per first attempt, over the last minute. */
  readonly retryShare?: number;
  /** Failed calls among all, over the last 30 seconds. */
  readonly errorShare?: number;
  /** Calls refused or timed out since the start because the receiver had no room (429, 503, 504). */
  readonly overloads?: number;
  /** Most deliveries of one message. */
  readonly deliveries?: number;
  /** Messages waiting, and the age of the oldest. */
  readonly depth?: number;
  readonly oldestAge?: number;
  /** Messages that came after a later one of their key. */
  readonly inversions?: number;
  /** Share of the busiest key. */
  readonly topKeyShare?: number;
  /** Repeats that were recognised only after they had their effect. */
  readonly duplicateEffects?: number;
  /** Answers whose content nobody read, among all. */
  readonly unusedShare?: number;
  /** Deliveries from outside that were accepted without a good signature. */
  readonly unsigned?: number;
  /** Times that the status of one job was asked for, 99th percentile. */
  readonly pollsPerJob?: number;
  /** Rows that were committed and whose event never was, as a comparison of both counted them. */
  readonly rowsWithoutEvent?: number;
}

/** By the name of the link. */
export type Measured = Readonly<Record<string, MeasuredLink>>;

/** Needs that a measurement answers better than a declaration. */
export function measuredNeeds({ rate, burst, handling, payload, depth, topKeyShare, unusedShare }: MeasuredLink): Partial<Needs> {
  return {
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    ...(handling === undefined ? {} : { processing: handling.p99, processingExtreme: handling.p999 }),
    ...(payload === undefined ? {} : { payload }),
    ...(depth === undefined ? {} : { backlog: depth }),
    ...(topKeyShare === undefined ? {} : { topKeyShare }),
    ...(unusedShare === 1 ? { responseUsed: false } : {}),
  };
}
