import { hash } from 'node:crypto';

/** A strong ETag (RFC 9110, section 8.8.3): other bytes have another one. */
export function etagOf(body: string): string {
  return `"${hash('sha1', body, 'base64url')}"`;
}
