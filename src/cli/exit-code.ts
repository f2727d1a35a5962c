import type { ErrorCategory } from '../kernel/error.ts';

/** Exit codes are permanent; docs/command-line.md lists them with these words. */
export const exitMeanings = {
  fine: [0, 'Done, and nothing speaks against it.'],
  negative: [1, 'Done, and the answer is no: findings from the chosen severity on, something unhealthy, no advice.'],
  usage: [2, 'A command, an option or a value that is not known, or data that does not fit.'],
  declaration: [3, 'The app\'s file is missing, throws, or declares something wrong; or this machine lacks something (Node, a directory).'],
  unreachable: [4, 'No running app was found, it does not answer, or it refuses the token.'],
  unknown: [5, 'The app has no such queue, stream, group, job or message.'],
  conflict: [6, 'The thing is not in a state that allows this.'],
  internal: [70, 'A fault of Isthmus itself. Please report it with what `--verbose` shows.'],
  interrupted: [130, 'Interrupted before it was done.'],
} as const satisfies Readonly<Record<string, readonly [code: number, meaning: string]>>;

/** The exit codes by their names. */
export const exitCodes = {
  fine: exitMeanings.fine[0], negative: exitMeanings.negative[0], usage: exitMeanings.usage[0], declaration: exitMeanings.declaration[0], unreachable: exitMeanings.unreachable[0],
  unknown: exitMeanings.unknown[0], conflict: exitMeanings.conflict[0], internal: exitMeanings.internal[0], interrupted: exitMeanings.interrupted[0],
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
