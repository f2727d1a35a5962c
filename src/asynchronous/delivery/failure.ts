import { categoryOf, IsthmusError } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';

const longestStack = 4_096;
const longestText = 1_000;
const longestHistory = 20;

/** What went wrong, as it is stored and shown. */
export interface Failure {
  readonly code: string;
  readonly category: ErrorCategory;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly stack: string | undefined;
}

/** One attempt that failed. */
export interface Attempt {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly code: string;
  readonly what: string;
}

/** What the store keeps of a message's attempts while it is not done. */
export interface AttemptRecord {
  readonly attempts: number;
  /** Attempts of these that ended with the process. */
  readonly crashes: number;
  readonly history: readonly Attempt[];
}

export const noAttempts: AttemptRecord = Object.freeze({ attempts: 0, crashes: 0, history: [] });

/** Describes anything thrown. */
export function describeFailure(error: unknown): Failure {
  const own = error instanceof IsthmusError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: own?.code ?? (error instanceof Error ? error.name : 'Error'),
    category: categoryOf(error),
    what: (own?.what ?? message).slice(0, longestText),
    why: own?.why ?? 'The handler threw this error.',
    fix: own?.fix ?? 'Find its place in the stack, mend the cause, then redrive the dead letter.',
    stack: stackOf(error)?.slice(0, longestStack),
  };
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause instanceof Error ? `\ncaused by: ${error.cause.stack ?? error.cause.message}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** The record with one more failed attempt; the oldest of a long history are dropped after the first. */
export function withAttempt(record: AttemptRecord, attempts: number, attempt: Attempt): AttemptRecord {
  const history = [...record.history, attempt];
  if (history.length > longestHistory) history.splice(1, 1);
  return { ...record, attempts, history };
}
