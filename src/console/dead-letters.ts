import { createHash } from 'node:crypto';
import type { DeadLetter, DeadLetterAdministration } from '../driver/administration.ts';
import type { HttpResponse } from '../driver/endpoint.ts';
import { listsEtag } from '../http/content/conditions.ts';
import { integer, text } from '../kernel/option-kinds.ts';
import { jsonOf, json, part, queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './router.ts';
import { consoleErrors } from './errors.ts';

/** Parameters of a list that goes on where the page before ended. */
export const pageFields = {
  limit: integer({ description: 'How many at most.', fallback: 100, minimum: 1, maximum: 1_000 }),
  after: text({ description: 'The cursor of the page before: its `next`.', maxLength: 400 }),
};

/** What one answer holds at most, so that a list of huge messages stays bounded. */
export const answerBytes = 8 * 1024 * 1024;
const together = 10;

/** The routes of the dead letters below a queue or a group. */
export function deadLetterRoutes(base: string, of: (exchange: Exchange) => DeadLetterAdministration): readonly Route[] {
  const one = `${base}/dead-letters/:letter`;
  const letter = (exchange: Exchange): string => part(exchange, 'letter');
  const editing = new OneByOne();
  return [
    { method: 'GET', path: `${base}/dead-letters`, query: pageFields, run: async (exchange) => json(await page(of(exchange), exchange)) },
    { method: 'POST', path: `${base}/dead-letters/redrive`, run: async (exchange) => json({ redriven: await of(exchange).redriveAll() }) },
    { method: 'GET', path: one, run: async (exchange) => tagged(await of(exchange).show(letter(exchange))) },
    { method: 'PUT', path: one, run: async (exchange) => editing.next(() => edit(of(exchange), letter(exchange), exchange)) },
    { method: 'DELETE', path: one, run: async (exchange) => json({ discarded: await gone(of(exchange).discard(letter(exchange))) }) },
    { method: 'POST', path: `${one}/redrive`, run: async (exchange) => json({ redriven: await gone(of(exchange).redrive(letter(exchange))) }) },
    { method: 'GET', path: `${base}/parked-keys`, query: pageFields, run: async (exchange) => json(await parked(of(exchange), exchange)) },
  ];
}

async function gone(done: Promise<void>): Promise<number> {
  await done;
  return 1;
}

/** Changes that first look at what the one before left. */
class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  next<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** An entity tag (RFC 9110, section 8.8.3) of what can be edited. */
function tagOf({ message }: DeadLetter): string {
  return `"${createHash('sha256').update(JSON.stringify(message.data) ?? '').digest('base64url').slice(0, 22)}"`;
}

function tagged(letter: DeadLetter): HttpResponse {
  const answer = json(letter);
  return { ...answer, headers: { ...answer.headers, etag: tagOf(letter) } };
}

/** With `if-match`: only where nobody has edited it meanwhile. */
async function edit(letters: DeadLetterAdministration, id: string, exchange: Exchange): Promise<HttpResponse> {
  const data = await edited(exchange);
  const expected = exchange.request.headers['if-match'];
  // The tag stands for the data, which is the same however the answer was compressed, so weak comparison is right.
  if (expected !== undefined && !listsEtag(expected, tagOf(await letters.show(id)), false)) throw consoleErrors.ADMIN_EDITED(`The dead letter ${JSON.stringify(id.slice(0, 100))} is not any more what was read.`);
  return tagged(await letters.edit(id, data));
}

/** The new data, wrapped so that any JSON can be given. */
async function edited(exchange: Exchange): Promise<unknown> {
  const body = await jsonOf(exchange);
  if (typeof body === 'object' && body !== null && Object.hasOwn(body, 'data') && Object.keys(body).length === 1) return (body as { readonly data: unknown }).data;
  throw consoleErrors.ADMIN_REQUEST_INVALID('The body must be an object with "data" alone.');
}

async function page(letters: DeadLetterAdministration, exchange: Exchange): Promise<{ readonly items: readonly DeadLetter[]; readonly next: string | undefined }> {
  const { limit, after } = queryOf(exchange, pageFields);
  const items: DeadLetter[] = [];
  for (let last = after, bytes = 0; ; ) {
    const more = await letters.list({ limit: Math.min(together, limit - items.length), ...(last === undefined ? {} : { after: last }) });
    items.push(...more);
    last = more.at(-1)?.id;
    bytes += more.reduce((sum, { message }) => sum + message.size, 0);
    if (last === undefined || more.length < together && items.length < limit) return { items, next: undefined };
    if (items.length >= limit || bytes >= answerBytes) return { items, next: last };
  }
}

async function parked(letters: DeadLetterAdministration, exchange: Exchange) {
  const { limit, after } = queryOf(exchange, pageFields);
  const items = await letters.parkedKeys({ limit, ...(after === undefined ? {} : { after }) });
  return { items, next: items.length < limit ? undefined : items.at(-1)?.id };
}
