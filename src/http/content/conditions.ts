import type { HttpRequest } from '../../driver/endpoint.ts';
import { httpErrors } from '../errors.ts';

/** What tells one state of something from another (RFC 9110, section 8.8). */
export interface Validators {
  readonly etag: string | undefined;
  /** Milliseconds since 1970; compared in whole seconds. */
  readonly lastModified?: number | undefined;
}

/** Whether a list of ETags holds this one. `strong`: weak ones are never equal (RFC 9110, section 8.8.3.2). */
export function listsEtag(list: string, etag: string | undefined, strong: boolean): boolean {
  if (list.trim() === '*') return true;
  if (etag === undefined) return false;
  const opaque = etag.replace(/^W\//, '');
  return list.split(',').some((each) => (strong ? each.trim() === etag && opaque === etag : each.trim().replace(/^W\//, '') === opaque));
}

const fixdate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const obsolete = /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/;
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** A date of HTTP (RFC 9110, section 5.6.7), milliseconds; `undefined` where it is none, which conditions then ignore. */
export function httpDate(given: string): number | undefined {
  const time = fixdate.test(given) || obsolete.test(given) ? Date.parse(given) : asctime.test(given) ? Date.parse(`${given} GMT`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Whether the client has it already, so that a read answers 304. The conditions count in the order of RFC 9110, section
 * 13.2.2. Throws `ETAG_DIFFERENT` where one that must hold does not.
 */
export function unchanged({ headers }: HttpRequest, now: Validators): boolean {
  const modified = now.lastModified === undefined ? undefined : Math.floor(now.lastModified / 1_000) * 1_000;
  const [match, unmodifiedSince] = [headers['if-match'], headers['if-unmodified-since']];
  if (match !== undefined ? !listsEtag(match, now.etag, true) : isLater(modified, unmodifiedSince)) throw different(now);
  const [noneMatch, modifiedSince] = [headers['if-none-match'], headers['if-modified-since']];
  if (noneMatch !== undefined) return listsEtag(noneMatch, now.etag, false);
  return modified !== undefined && modifiedSince !== undefined && httpDate(modifiedSince) !== undefined && !isLater(modified, modifiedSince);
}

function isLater(modified: number | undefined, date: string | undefined): boolean {
  const limit = date === undefined ? undefined : httpDate(date);
  return modified !== undefined && limit !== undefined && modified > limit;
}

function different({ etag }: Validators): Error {
  return httpErrors.ETAG_DIFFERENT(etag === undefined ? 'It has changed since then, or has no ETag.' : { what: `The ETag is ${etag} now.`, details: { etag } });
}
