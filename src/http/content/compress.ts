import { pipeline, Readable } from 'node:stream';

import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import { codings, pack, packer } from './codings.ts';
import type { Coding } from './codings.ts';
import { preferredEncoding } from './preferences.ts';

/** Types that shrink. Not `text/event-stream`: each open one would keep a compressor's memory. */
const shrinking = /^(?:text\/(?!event-stream)|image\/svg\+xml|[\w.-]+\/(?:[\w.-]+\+)?(?:json|xml|javascript|yaml|x-ndjson|ndjson|graphql)(?:;|$))/i;

type Headers = HttpResponse['headers'];
const one = (value: string | readonly string[] | undefined): string => (typeof value === 'string' ? value : (value?.join(', ') ?? ''));

/**
 * An answer in the content encoding that the request likes best, where it is large enough (`threshold`, bytes) and of a type
 * that shrinks. Left as it is: what is encoded already, parts (206), what says `cache-control: no-transform`, and what
 * could tell a secret by its length (BREACH): an answer to a page of another site that carries the browser's own credentials.
 */
export function compressed(request: HttpRequest, answer: HttpResponse, threshold: number): HttpResponse | Promise<HttpResponse> {
  const { body, headers, status } = answer;
  if (status === 304) return { ...answer, headers: varied(headers) };
  if (body === undefined || ((typeof body === 'string' || body instanceof Uint8Array) && body.length < threshold)) return answer;
  if (status === 206 || !shrinking.test(one(headers['content-type'])) || isFixed(headers)) return answer;
  const accepted = request.headers['accept-encoding'];
  const coding = accepted === undefined || mayLeak(request) ? undefined : preferredEncoding(accepted, codings);
  return coding === undefined ? { ...answer, headers: varied(headers) } : encoded(request, answer, body, coding);
}

function isFixed(headers: Headers): boolean {
  return headers['content-encoding'] !== undefined || one(headers['cache-control']).includes('no-transform');
}

/** Only credentials that a browser sends by itself let a foreign page ask again and again with text of its own choice. */
function mayLeak({ headers }: HttpRequest): boolean {
  if (headers['cookie'] === undefined && headers['authorization']?.toLowerCase().startsWith('basic ') !== true) return false;
  const site = headers['sec-fetch-site'];
  return site !== 'same-origin' && site !== 'none';
}

function encoded(request: HttpRequest, answer: HttpResponse, body: NonNullable<HttpResponse['body']>, coding: Coding): HttpResponse | Promise<HttpResponse> {
  const headers = encodedHeaders(answer.headers, coding);
  if (request.method === 'HEAD') return { status: answer.status, headers };
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return { status: answer.status, headers, body: packedStream(body, coding) };
  return pack(typeof body === 'string' ? Buffer.from(body) : body, coding)
    .then((bytes) => ({ status: answer.status, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes }));
}

function packedStream(body: AsyncIterable<Uint8Array>, coding: Coding): AsyncIterable<Uint8Array> {
  // Its errors reach whoever reads the packer.
  return pipeline(Readable.from(body, { objectMode: false }), packer(coding), () => {});
}

/** Other bytes than without the encoding, so the ETag is weak and ranges are off (RFC 9110, section 8.8.3.3). */
function encodedHeaders(headers: Headers, coding: Coding): Record<string, string | readonly string[]> {
  const { 'content-length': _length, 'accept-ranges': _ranges, etag, ...kept } = headers;
  const known = one(etag);
  return { ...varied(kept), 'content-encoding': coding, ...(known === '' ? {} : { etag: known.startsWith('W/') ? known : `W/${known}` }) };
}

function varied(headers: Headers): Headers {
  return { ...headers, vary: varyWith(headers['vary'], 'accept-encoding') };
}

/** The header `vary` with one more name (RFC 9110, section 12.5.5). */
export function varyWith(given: string | readonly string[] | undefined, name: string): string {
  const known = one(given);
  if (known === '') return name;
  return known === '*' || known.split(',').some((each) => each.trim().toLowerCase() === name) ? known : `${known}, ${name}`;
}
