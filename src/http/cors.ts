import type { HttpEndpoint, HttpRequest, HttpResponse } from '../driver/endpoint.ts';
import { duration, flag, group, list, text } from '../kernel/option-kinds.ts';
import { make } from '../kernel/options.ts';
import type { Fault, Given, Values } from '../kernel/options.ts';
import { varyWith } from './content/compress.ts';

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const corsFields = {
  origins: list(text({ description: 'Origin, as browsers send it: "https://shop.example".', pattern: /^(?:\*|https?:\/\/[^/?#\s]+)$/ }), { description: 'Sites whose pages may read answers; "*" is every one.', fallback: [] }),
  credentials: flag({ description: 'Pages may send cookies and other credentials of the browser. Never together with "*".', fallback: false }),
  headers: list(text({ description: 'Name of a header.', pattern: token }), { description: 'Request headers that pages may set, besides the harmless ones.', fallback: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'last-event-id', 'prefer', 'traceparent', 'x-api-key'] }),
  expose: list(text({ description: 'Name of a header.', pattern: token }), { description: 'Response headers that pages may read, besides the harmless ones.', fallback: ['etag', 'link', 'location', 'retry-after', 'ratelimit', 'ratelimit-policy', 'deprecation', 'sunset', 'traceresponse'] }),
  maxAge: duration({ description: 'How long a browser may remember what it was allowed, milliseconds.', fallback: 7_200_000 }),
} as const;

/** Which pages of other sites may use the app (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export type CorsOptions = Values<typeof corsFields>;

const plain = group(corsFields, { description: 'Which pages of other sites may use the app (CORS). Absent: none.' });

/** The option `cors`. */
export const corsOption = make<Given<typeof corsFields>, CorsOptions, { readonly description: string }>(plain, plain.schema, readCors);

function readCors(given: unknown, path: string, faults: Fault[]): CorsOptions | undefined {
  const cors = plain.read(given, path, faults);
  if (cors === undefined) return undefined;
  if (cors.origins.length === 0) faults.push({ path: `${path}.origins`, message: 'must name the sites that may read answers; leave cors out to allow none' });
  if (cors.origins.includes('*') && cors.credentials) faults.push({ path: `${path}.credentials`, message: 'would let every site act as its visitors; name the origins' });
  return cors;
}

/** An endpoint that pages of other sites may use as far as the options say. What is not allowed gets no headers, so that the browser keeps the answer from the page. */
export function withCors(endpoint: HttpEndpoint, options: CorsOptions): HttpEndpoint {
  const every = options.origins.includes('*');
  const origins = new Set(options.origins);
  return (request) => {
    const { origin } = request.headers;
    const allowed = origin !== undefined && (every || origins.has(origin));
    const add = (answer: HttpResponse | undefined): HttpResponse | undefined => (answer === undefined ? undefined : shared(answer, request, allowed ? (every ? '*' : origin) : undefined, options, every));
    const answer = endpoint(request);
    return answer instanceof Promise ? answer.then(add) : add(answer);
  };
}

function shared(answer: HttpResponse, request: HttpRequest, origin: string | undefined, options: CorsOptions, every: boolean): HttpResponse {
  const vary = every ? {} : { vary: varyWith(answer.headers['vary'], 'origin') };
  if (origin === undefined) return { ...answer, headers: { ...answer.headers, ...vary } };
  const credentials = options.credentials ? { 'access-control-allow-credentials': 'true' } : {};
  const headers = { ...answer.headers, ...vary, 'access-control-allow-origin': origin, ...credentials };
  const method = request.headers['access-control-request-method'];
  if (request.method === 'OPTIONS' && method !== undefined && answer.status === 204) return { status: 204, headers: { ...headers, ...allowance(answer, options) } };
  return { ...answer, headers: { ...headers, ...(options.expose.length === 0 ? {} : { 'access-control-expose-headers': options.expose.join(', ') }) } };
}

/** What a preflight is told: the methods of the route, which it answers OPTIONS with. */
function allowance({ headers: { allow } }: HttpResponse, { headers, maxAge }: CorsOptions): Record<string, string> {
  return {
    'access-control-allow-methods': String(allow ?? ''),
    ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
    'access-control-max-age': String(Math.floor(maxAge / 1_000)),
  };
}
