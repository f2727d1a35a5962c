import { hash } from 'node:crypto';

import type { HttpRequest } from '../../driver/endpoint.ts';
import { restErrors } from './errors.ts';

/** A strong ETag (RFC 9110, section 8.8.3): other bytes have another one. */
export function etagOf(body: string): string {
  return `"${hash('sha1', body, 'base64url')}"`;
}

/** Whether a list of ETags holds this one. `strong`: weak ones are never equal (RFC 9110, section 8.8.3.2). */
export function listsEtag(list: string, etag: string, strong: boolean): boolean {
  if (list.trim() === '*') return true;
  return list.split(',').some((each) => {
    const given = each.trim();
    return given === etag || (!strong && given === `W/${etag}`);
  });
}

/** What the conditions of a read say (RFC 9110, section 13.2.2). Throws `ETAG_DIFFERENT`. */
export function unchanged(request: HttpRequest, etag: string): boolean {
  const match = request.headers['if-match'];
  if (match !== undefined && !listsEtag(match, etag, true)) throw restErrors.ETAG_DIFFERENT({ what: `The ETag is ${etag} now.`, details: { etag } });
  const noneMatch = request.headers['if-none-match'];
  return noneMatch !== undefined && listsEtag(noneMatch, etag, false);
}

const conditions = ['if-match', 'if-none-match'] as const;

/** Refuses conditions that nobody would check. Throws `CONDITION_UNSUPPORTED`. */
export function refuseConditions(request: HttpRequest, taken: ReadonlySet<string>): void {
  for (const name of conditions)
    if (request.headers[name] !== undefined && !taken.has(name)) throw restErrors.CONDITION_UNSUPPORTED(`This operation does not check "${name}".`);
}
