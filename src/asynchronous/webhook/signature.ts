import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

type Algorithm = 'sha1' | 'sha256' | 'sha512';
type Encoding = 'hex' | 'base64';
type Part = string | Uint8Array;

/** A secret whose text is the key. */
export const textKey = (secret: string): KeyObject => createSecretKey(Buffer.from(secret, 'utf8'));

/** An HMAC (RFC 2104) over parts in turn, as text. */
export function hmac(algorithm: Algorithm, key: KeyObject, encoding: Encoding, ...parts: readonly Part[]): string {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** Whether two texts are equal, in a time that tells only their lengths. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether one of the keys made one of the given texts. All are tried, so that the time does not tell which fits. */
export function signedByOne(keys: readonly KeyObject[], given: readonly string[], make: (key: KeyObject) => string): boolean {
  let fits = false;
  for (const key of keys) {
    const expected = make(key);
    for (const each of given) if (sameText(each, expected)) fits = true;
  }
  return fits;
}

/** A short name of bytes that nobody can give to others. */
export const digest = (...parts: readonly Part[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};

/** Whether a signed time is too far away. `bothWays`: the future counts too. */
export function isExpired(time: number, { now, tolerance }: { readonly now: number; readonly tolerance: number }, bothWays: boolean): boolean {
  // Providers sign whole seconds and compare whole seconds.
  const age = Math.floor(now / 1_000) - time;
  const allowed = tolerance / 1_000;
  return tolerance > 0 && (age > allowed || (bothWays && -age > allowed));
}
