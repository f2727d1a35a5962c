import type { Caller } from '../kernel/handler.ts';
import type { RateState } from './rate-limit.ts';

/** A call on a link, as its policies see it. */
export interface PolicyCall {
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal | undefined;
  /** When the caller stops waiting, milliseconds since 1970. */
  readonly deadline?: number | undefined;
  readonly caller?: Caller | undefined;
  /** Told where the caller stands, for headers; only on links with a rate limit. */
  readonly onRate?: ((state: RateState) => void) | undefined;
}

/** One attempt of it. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadline: number | undefined;
  /** From 1. */
  readonly attempt: number;
}

/** What a policy wraps: it may answer at once or later. */
export type Next<T> = (attempt: Attempt) => T | Promise<T>;
