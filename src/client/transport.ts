import type { Operation } from '../kernel/contract.ts';
import type { JobReference } from '../kernel/handler.ts';

/** One attempt of a call, as a transport sees it. */
export interface ClientCall {
  /** Aborted when nobody waits any more. Where the output streams it holds until its end. `undefined`: never. */
  readonly signal: AbortSignal | undefined;
  /** When the caller stops waiting, milliseconds since 1970. */
  readonly deadline: number | undefined;
  /** From 1. */
  readonly attempt: number;
  /** The same for all attempts; `undefined`: none is needed. */
  readonly idempotencyKey: string | undefined;
  /** The trace that goes on here; `undefined`: a new one begins. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** What is known of a job. */
export interface JobProgress {
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** 0 to 1. */
  readonly progress: number;
  readonly note: string | undefined;
  /** Once it succeeded. */
  readonly output: unknown;
  /** Once it failed or was cancelled. */
  readonly error: Error | undefined;
  /** When to ask again, milliseconds. */
  readonly retryAfter: number;
}

/** How one operation is reached. */
export interface BoundTransport {
  /** Answers with the output, checked; for streaming outputs with an async iterable. Throws errors with the contract's codes. */
  call(input: unknown, call: ClientCall): unknown;
  /** Hands the operation over as a job. Absent: the transport has no jobs. */
  submit?(input: unknown, call: ClientCall): Promise<JobReference>;
  progress?(job: JobReference, signal: AbortSignal | undefined): Promise<JobProgress>;
}

/** A way to reach operations: what `via` takes. Another one is another object; nothing else changes. */
export interface Transport {
  readonly name: string;
  /** Prepares it for one operation. Throws `CLIENT_INVALID` where it can't carry that. */
  bind(contract: Operation): BoundTransport;
}
