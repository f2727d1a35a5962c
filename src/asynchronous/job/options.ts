import { duration, flag } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';
import { deliveryFields } from '../delivery/options.ts';

const { poisoned: _poisoned, keepDeadLetters: _keep, concurrency, timeout, attempts, ...others } = deliveryFields;

export const jobFields = {
  ...others,
  concurrency: { ...concurrency, description: 'Jobs of this operation that run at the same time in this process.', fallback: 4 as const },
  attempts: { ...attempts, fallback: 3 as const },
  timeout: { ...timeout, description: 'Longest time of one attempt, milliseconds; then the handler\'s signal is aborted.', fallback: 3_600_000 as const },
  keepResult: duration({ description: 'How long the result of a job is kept after its end, milliseconds; then asking for it is answered with JOB_GONE.', fallback: 86_400_000, minimum: 1 }),
  keepTrace: duration({ description: 'How much longer it is remembered that the job was there, milliseconds; then it is unknown.', fallback: 2_592_000_000 }),
  idempotencyWindow: duration({ description: 'How long an idempotency key gives the same job, milliseconds; the policy `idempotency.window` of the link comes before it.', fallback: 86_400_000, minimum: 1_000 }),
  delay: flag({ description: 'Jobs may be submitted with `delay`.', fallback: false }),
  priority: flag({ description: 'Jobs may be submitted with `priority`.', fallback: false }),
} as const;

/** Options of `job` as a person writes them. */
export type JobOptions = Given<typeof jobFields>;
/** Options of `job` with their defaults. */
export type JobValues = Values<typeof jobFields>;
