/**
 * What a caller can do about an error. Each method maps a category to its own wire (REST: a status,
 * gRPC: a code); policies act on it (only `unavailable`, `timeout` and `rate-limited` are retried).
 */
export type ErrorCategory =
  /** The caller sent something wrong; sending it again unchanged never helps. */
  | 'invalid'
  /** Nobody proved who is calling. */
  | 'unauthenticated'
  /** The caller is known and may not do this. */
  | 'forbidden'
  | 'not-found'
  /** The state of the thing does not allow this now (sold out, edited meanwhile). */
  | 'conflict'
  /** A condition that the caller stated does not hold (`If-Match`). */
  | 'precondition-failed'
  /** It was here and is not kept any longer. */
  | 'gone'
  | 'too-large'
  /** A media type, encoding, version or feature that is not offered. */
  | 'unsupported'
  | 'rate-limited'
  /** A passing fault: the same request may succeed later. */
  | 'unavailable'
  /** The deadline passed before the work was done. */
  | 'timeout'
  /** The caller went away or cancelled. */
  | 'cancelled'
  /** The declaration of the app or its environment is wrong; a person must change it. */
  | 'misconfigured'
  /** A fault of ours. Details are logged, never sent. */
  | 'internal';

/** Categories of faults that pass by themselves, so that a retry can help. */
export const passingCategories: ReadonlySet<ErrorCategory> = new Set(['unavailable', 'timeout', 'rate-limited']);

/** What belongs to every occurrence of one error code. */
export interface ErrorDefinition {
  readonly category: ErrorCategory;
  /** Why this happens, in one sentence. */
  readonly why: string;
  /** What a person can do about it, in one sentence. Names the option or the environment variable. */
  readonly fix: string;
}

/** What is particular to one occurrence. */
export interface ErrorOccurrence {
  /** What happened, in one sentence, with the names and numbers of this case. No secrets. */
  readonly what: string;
  /** Replaces the definition's `why` where this case knows better. */
  readonly why?: string;
  /** Replaces the definition's `fix` where this case knows better. */
  readonly fix?: string;
  /** Plain data for programs: paths, limits, received values. No secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** How long to wait before trying again, in milliseconds. */
  readonly retryAfter?: number;
}

/** An error with a permanent code that says what happened, why, and what to do. */
export class IsthmusError extends Error {
  override readonly name = 'IsthmusError';
  readonly code: string;
  readonly category: ErrorCategory;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  constructor(code: string, definition: ErrorDefinition, occurrence: ErrorOccurrence) {
    const what = occurrence.what.replace(/\?\.$/, '?');
    super(`${what} [${code}]`, occurrence.cause === undefined ? undefined : { cause: occurrence.cause });
    this.code = code;
    this.category = definition.category;
    this.what = what;
    this.why = occurrence.why ?? definition.why;
    this.fix = occurrence.fix ?? definition.fix;
    this.details = occurrence.details ?? {};
    this.retryAfter = occurrence.retryAfter;
  }

  /** The whole text for a person: what, why and what to do, on three lines. */
  explain(): string {
    return `${this.message}\n  why: ${this.why}\n  fix: ${this.fix}`;
  }
}

/** Makes an error of one code. */
export type ErrorFactory = (occurrence: ErrorOccurrence | string) => IsthmusError;

const known = new Map<string, ErrorDefinition>();

/**
 * Declares the error codes of one part. Codes are permanent: `docs/errors.md` is made from them and a
 * test fails when one disappears.
 */
export function defineErrors<Code extends string>(definitions: Record<Code, ErrorDefinition>): Readonly<Record<Code, ErrorFactory>> {
  const factories: Partial<Record<Code, ErrorFactory>> = {};
  for (const code of Object.keys(definitions) as Code[]) {
    const definition = definitions[code];
    known.set(code, definition);
    factories[code] = (occurrence) =>
      new IsthmusError(code, definition, typeof occurrence === 'string' ? { what: occurrence } : occurrence);
  }
  return factories as Record<Code, ErrorFactory>;
}

/** Every code that the loaded modules declared, for the documentation and its test. */
export function definedErrors(): ReadonlyMap<string, ErrorDefinition> {
  return known;
}

/** The category of anything thrown; what is not ours is a fault of ours (`internal`). */
export function categoryOf(error: unknown): ErrorCategory {
  if (error instanceof IsthmusError) return error.category;
  if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  return 'internal';
}
