import type { HttpRequest } from '../../driver/endpoint.ts';
import { restErrors } from './errors.ts';

/** The usual form: visible ASCII without quotation marks. */
export const keyPattern = /^[\x21\x23-\x7e]{1,255}$/;
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"$/;

/**
 * The header `idempotency-key` (draft-ietf-httpapi-idempotency-key-header-07: a quoted string of RFC 8941; the usual
 * form without quotation marks is read too). Throws `IDEMPOTENCY_KEY_MALFORMED`.
 */
export function idempotencyKeyOf(request: HttpRequest): string | undefined {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = quoted.exec(given)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? (keyPattern.test(given) ? given : undefined);
  if (key === undefined) throw restErrors.IDEMPOTENCY_KEY_MALFORMED('The header "idempotency-key" holds no key of 1 to 255 visible ASCII characters.');
  return key;
}
