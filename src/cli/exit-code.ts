import type { ErrorCategory } from '../kernel/error.ts';

/** Exit codes are permanent; docs/command-line.md lists them. */
export const exitCodes = {
  /** Done, and nothing to say against it. */
  fine: 0,
  /** Done, and the answer is no: findings at or above the level, an unhealthy part. */
  negative: 1,
  /** Unknown command or option, wrong value. */
  usage: 2,
  /** The app file is missing, throws or declares something wrong; or this machine lacks something. */
  declaration: 3,
  /** The running app can't be reached, or refuses the token. */
  unreachable: 4,
  /** The app has no such queue, stream, job or message. */
  unknown: 5,
  /** The thing is not in a state that allows this. */
  conflict: 6,
  /** A fault of Isthmus itself. */
  internal: 70,
  /** Interrupted by a signal before it was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byCategory: Readonly<Record<ErrorCategory, ExitCode>> = {
  'invalid': exitCodes.usage,
  'too-large': exitCodes.usage,
  'unsupported': exitCodes.usage,
  'misconfigured': exitCodes.declaration,
  'unavailable': exitCodes.unreachable,
  'timeout': exitCodes.unreachable,
  'rate-limited': exitCodes.unreachable,
  'unauthenticated': exitCodes.unreachable,
  'forbidden': exitCodes.unreachable,
  'not-found': exitCodes.unknown,
  'gone': exitCodes.unknown,
  'conflict': exitCodes.conflict,
  'precondition-failed': exitCodes.conflict,
  'cancelled': exitCodes.interrupted,
  'internal': exitCodes.internal,
};

/** The exit code of an error by its category. */
export function exitCodeOf(category: ErrorCategory): ExitCode {
  return byCategory[category] ?? exitCodes.internal;
}
