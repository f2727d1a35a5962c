import { choice, decimal, duration, flag, group, integer } from './option-kinds.ts';
import type { Given, Values } from './options.ts';

/** Delays grow from `base` by `factor` up to `cap`; each is drawn evenly between 0 and that (full jitter). */
const backoff = {
  base: duration({ description: 'First upper bound of the random delay, milliseconds.', fallback: 100, minimum: 1 }),
  factor: decimal({ description: 'Growth of the upper bound with each attempt.', fallback: 2, minimum: 1, maximum: 10 }),
  cap: duration({ description: 'Largest upper bound, milliseconds.', fallback: 30_000, minimum: 1 }),
  jitter: choice(['full', 'none'], { description: 'full: evenly between 0 and the bound; none: the bound itself, only for tests.', fallback: 'full' }),
} as const;

const retry = {
  attempts: integer({ description: 'How often it is tried in all, the first time included.', fallback: 3, minimum: 1, maximum: 100 }),
  ...backoff,
  budget: decimal({ description: 'Retries allowed per first attempt, over the last 10 seconds; 0.1 is one in ten. Ten are always allowed, unless it is 0. Deliveries of a queue have none.', fallback: 0.2, maximum: 1 }),
} as const;

const breaker = {
  failures: decimal({ description: 'Share of failed calls that opens the breaker, 0 to 1.', fallback: 0.5, maximum: 1 }),
  minimumCalls: integer({ description: 'Calls within the window before it may open.', fallback: 10, minimum: 1 }),
  window: duration({ description: 'Over how long failures are counted, milliseconds.', fallback: 30_000, minimum: 100 }),
  openFor: duration({ description: 'How long it stays open before one call tries again, milliseconds.', fallback: 10_000, minimum: 10 }),
} as const;

const bulkhead = {
  concurrency: integer({ description: 'Calls at the same time.', fallback: 64, minimum: 1 }),
  queue: integer({ description: 'Calls that may wait for a place; more are refused.', fallback: 0 }),
} as const;

const rateLimit = {
  limit: integer({ description: 'Calls per window.', fallback: 100, minimum: 1 }),
  window: duration({ description: 'Length of the window, milliseconds.', fallback: 1_000, minimum: 1 }),
  per: choice(['link', 'caller', 'tenant'], { description: 'What is counted apart.', fallback: 'link' }),
} as const;

const idempotency = {
  window: duration({ description: 'How long an answer is kept for its key, milliseconds.', fallback: 86_400_000, minimum: 1_000 }),
  required: flag({ description: 'Refuse calls without a key.', fallback: false }),
} as const;

/** Policies of a link: declared here, executed by `resilience/` in the same way for every method. */
export const policyFields = {
  deadline: duration({ description: 'Longest time from the call to the answer, milliseconds.', minimum: 1 }),
  retry: group(retry, { description: 'Trying again after passing faults, never after faults of the caller.' }),
  breaker: group(breaker, { description: 'Stops calling what keeps failing.' }),
  bulkhead: group(bulkhead, { description: 'Limits how much runs at the same time.' }),
  rateLimit: group(rateLimit, { description: 'Limits how often it is called.' }),
  idempotency: group(idempotency, { description: 'The same key gives the same answer.' }),
} as const;

/** Policies as a person writes them. */
export type PoliciesGiven = Given<typeof policyFields>;
/** Policies with their defaults filled in; an absent one is not applied. */
export type Policies = Values<typeof policyFields>;
export type RetryPolicy = NonNullable<Policies['retry']>;
export type BreakerPolicy = NonNullable<Policies['breaker']>;
export type BulkheadPolicy = NonNullable<Policies['bulkhead']>;
export type RateLimitPolicy = NonNullable<Policies['rateLimit']>;
export type IdempotencyPolicy = NonNullable<Policies['idempotency']>;

/** The delay options of a queue's redelivery, which has no budget. */
export const backoffFields = backoff;
export type Backoff = Values<typeof backoff>;
