import { choice, duration, flag, integer, list, size, text } from '../../kernel/option-kinds.ts';
import { make, required, show } from '../../kernel/options.ts';
import type { Fault, Given, Values } from '../../kernel/options.ts';

const fieldName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** Property of the input → name of the header that brings it. */
const headerNames = make<Readonly<Record<string, string>>, Readonly<Record<string, string>>, { readonly description: string; readonly fallback: Readonly<Record<string, string>> }>(
  { description: 'Properties of the input that headers bring: `{ version: \'if-match\' }`. Names in lower case.', fallback: {} },
  { type: 'object', additionalProperties: { type: 'string', pattern: fieldName.source } },
  readHeaderNames,
);

function readHeaderNames(given: unknown, path: string, faults: Fault[]): Readonly<Record<string, string>> | undefined {
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string' && fieldName.test(entry[1])) === true) return Object.fromEntries(entries);
  faults.push({ path, message: `must map properties to header names in lower case, not ${show(given)}` });
  return undefined;
}

const datePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/;

/** Options of `rest()` that are data. */
export const restFields = {
  method: required(choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], { description: 'HTTP method. GET answers HEAD too.' })),
  path: required(text({ description: 'Path; `{name}` takes a segment for a property of the input: "/flights/{id}".', pattern: /^\/(?:[^\s?#%]*)$/, maxLength: 500 })),
  query: list(text({ description: 'Property of the input.' }), { description: 'Properties of the input that the query brings, for methods with a body. GET and DELETE take all from path and query.', fallback: [] }),
  headers: headerNames,
  status: integer({ description: 'Status of success. 204 answers without a body and asks for an output of the type null.', fallback: 200, minimum: 200, maximum: 299 }),
  respond: choice(['now', 'job', 'file'], { description: 'now: with the output; job: 202 and the address of a job; file: with the content of the file that the output names, `{ file, mediaType?, name? }`, or the part that `range` asks for. With a job link, a caller may ask for a job by `prefer: respond-async`.', fallback: 'now' }),
  directory: text({ description: 'respond: "file": the directory below which the files lie.', maxLength: 4_000 }),
  jobs: choice(['own', 'all'], { description: 'Who sees and cancels jobs of this operation at `/jobs/{id}`: own: who submitted it (the same subject and tenant, or nobody known); all: whoever may call the operation.', fallback: 'own' }),
  paginate: flag({ description: 'The output is `{ items, next }` and the input has `after`: the answer links to the next page (RFC 8288).', fallback: false }),
  etag: flag({ description: 'GET: a strong ETag of the body, and 304 where the client has it already.', fallback: true }),
  cacheControl: text({ description: 'The header `cache-control` of a successful GET. Default: ask again each time (`no-cache`), and with `authenticate` keep it private.' }),
  lastModified: text({ description: 'GET: property of the output that says when it last changed, as RFC 3339 text or milliseconds since 1970; gives `last-modified`, and 304 for `if-modified-since`.' }),
  compress: flag({ description: 'The answer may be compressed. false, where it holds a secret next to text that a stranger chooses (BREACH), adds `no-transform`.', fallback: true }),
  deprecated: text({ description: 'Date from which the route is deprecated: "2026-07-01" or with a time. Sent as `deprecation` (RFC 9745).', pattern: datePattern }),
  sunset: text({ description: 'Date from which the route is gone. Sent as `sunset` (RFC 8594).', pattern: datePattern }),
  deprecationLink: text({ description: 'Address of a page that says what to use instead, with `deprecated` or `sunset`.', pattern: /^(?:https?:\/\/|\/)[^\s<>"]+$/, maxLength: 1_000 }),
  maxBody: size({ description: 'Largest body, bytes.', fallback: 1_048_576, maximum: 104_857_600 }),
  maxDepth: integer({ description: 'Deepest nesting of the body\'s JSON.', fallback: 32, minimum: 1, maximum: 256 }),
  maxStream: size({ description: 'Streaming input: all of the body together, bytes; `maxBody` is then of each line.', fallback: 104_857_600, maximum: 1_099_511_627_776 }),
  upload: text({ description: 'Streaming input: property that takes a body which is no NDJSON, in base64, a piece for each value.' }),
  eventId: text({ description: 'Streaming output: property that becomes the `id` of server-sent events. A reader that comes back sends it as `last-event-id`, which `headers` brings to the handler.' }),
  heartbeat: duration({ description: 'Streaming output: silence after which server-sent events carry a comment, so that nobody on the way gives up, milliseconds.', fallback: 15_000, minimum: 1_000 }),
  security: choice(['bearer', 'basic', 'api-key'], { description: 'How callers prove themselves, for `www-authenticate` and OpenAPI; with `authenticate` only. api-key: the header `x-api-key`.', fallback: 'bearer' }),
  scopes: list(text({ description: 'Name of a scope.' }), { description: 'Scopes that the caller must have, else 403; with `authenticate` only.', fallback: [] }),
} as const;

/** Options of `rest()` as a person writes them, without `authenticate`. */
export type RestGiven = Given<typeof restFields>;
/** Options with their defaults. */
export type RestOptions = Values<typeof restFields>;
