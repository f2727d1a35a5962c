import { systemClock } from '../kernel/clock.ts';
import type { OutputOf } from '../kernel/contract.ts';
import type { JobReference } from '../kernel/handler.ts';
import { resilienceErrors } from '../resilience/errors.ts';
import { sleep } from '../resilience/sleep.ts';
import type { BoundTransport, JobProgress } from './transport.ts';

/** A job that was handed over. */
export interface ClientJob<C> extends JobReference {
  /** How far it is. */
  progress(signal?: AbortSignal): Promise<JobProgress>;
  /** Its output, once it has one; asks as often as the service says. Throws what the operation throws, or `CALL_CANCELLED`. */
  wait(signal?: AbortSignal): Promise<OutputOf<C>>;
}

/** A job of a transport that has jobs. */
export function clientJob<C>(reference: JobReference, progress: NonNullable<BoundTransport['progress']>): ClientJob<C> {
  return {
    id: reference.id, operation: reference.operation,
    progress: (signal) => progress(reference, signal),
    wait: async (signal) => (await finished(reference, progress, signal)) as OutputOf<C>,
  };
}

/** Asks until the job is over. */
export async function finished(reference: JobReference, progress: NonNullable<BoundTransport['progress']>, signal: AbortSignal | undefined): Promise<unknown> {
  const waiting = signal ?? new AbortController().signal;
  for (;;) {
    if (waiting.aborted) throw resilienceErrors.CALL_CANCELLED({ what: `Waiting for the job ${reference.id} was cancelled; the job goes on.`, cause: waiting.reason });
    const seen = await progress(reference, signal);
    if (seen.state === 'succeeded') return seen.output;
    if (seen.state === 'failed' || seen.state === 'cancelled') throw seen.error ?? resilienceErrors.CALL_CANCELLED(`The job ${reference.id} was cancelled.`);
    await sleep(systemClock, seen.retryAfter, waiting);
  }
}
