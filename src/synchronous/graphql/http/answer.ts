import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import { httpErrors } from '../../../http/errors.ts';

/** The media types of answers (GraphQL over HTTP, section 4). */
export type MediaType = 'application/json' | 'application/graphql-response+json' | 'text/event-stream';

const offered: readonly MediaType[] = ['application/json', 'application/graphql-response+json', 'text/event-stream'];

/** What the client wants most of what there is. Throws `NOT_ACCEPTABLE`. */
export function mediaTypeOf(request: HttpRequest): MediaType {
  const ranges = (request.headers['accept'] ?? '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((each) => each.trim().toLowerCase());
    const weight = parameters.find((each) => each.startsWith('q='));
    return { type, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
  });
  const [best] = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight).flatMap(({ type }) => offered.filter((each) => type === each || type === '*/*' || (type === 'application/*' && each.startsWith('application/'))));
  if (best === undefined) throw httpErrors.NOT_ACCEPTABLE(`There is no answer of the type ${(request.headers['accept'] ?? '').slice(0, 80)}; there is ${offered.join(', ')}.`);
  return best;
}

/** An answer whose status the old media type does not tell: there errors of documents are 200 (section 6.4.1). */
export function jsonAnswer(type: MediaType, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const body = JSON.stringify(value);
  return { status, headers: { 'content-type': `${type === 'text/event-stream' ? 'application/json' : type}; charset=utf-8`, 'content-length': String(Buffer.byteLength(body)), 'cache-control': 'no-store', ...headers }, body };
}
