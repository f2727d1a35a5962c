import { categoryOf, IsthmusError } from '../kernel/error.ts';
import type { ErrorCategory } from '../kernel/error.ts';

/** Statuses of RFC 9110, section 15, by what a caller can do about an error. */
const byCategory: Readonly<Record<ErrorCategory, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'precondition-failed': 412,
  'too-large': 413,
  unsupported: 415,
  'rate-limited': 429,
  internal: 500,
  misconfigured: 500,
  unavailable: 503,
  cancelled: 503,
  timeout: 504,
};

/** Codes for which HTTP has a more exact status than for their category. */
const byCode: ReadonlyMap<string, number> = new Map([
  ['METHOD_NOT_ALLOWED', 405],
  ['NOT_ACCEPTABLE', 406],
  ['BODY_TOO_SLOW', 408],
  ['BODY_INCOMPLETE', 400],
  ['URL_TOO_LONG', 414],
  ['RANGE_UNSATISFIABLE', 416],
  ['EXPECTATION_UNSUPPORTED', 417],
  ['WEBSOCKET_UPGRADE_REQUIRED', 426],
  ['WEBSOCKET_VERSION_UNSUPPORTED', 426],
  ['HEADERS_TOO_LARGE', 431],
  // draft-ietf-httpapi-idempotency-key-header, section 2.7
  ['IDEMPOTENCY_KEY_REUSED', 422],
]);

/** The status of a category. */
export function statusOfCategory(category: ErrorCategory): number {
  return byCategory[category];
}

/** The status of anything thrown. */
export function statusOf(error: unknown): number {
  const exact = error instanceof IsthmusError ? byCode.get(error.code) : undefined;
  return exact ?? byCategory[categoryOf(error)];
}
