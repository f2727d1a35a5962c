import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { randomHex } from '../../../kernel/trace.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Provider, Refusal } from '../provider.ts';
import { objectOf, textAt } from '../reading.ts';
import { hmac, sameText, signedByOne, textKey } from '../signature.ts';

const header = 'x-twilio-signature';
type Form = Readonly<Record<string, string | readonly string[]>>;

/** What is posted, as names and values; a repeated name has a list. */
function formOf(body: Uint8Array): Form {
  const form: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))) {
    const before = form[name];
    form[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return form;
}

/** Names in order, each followed by its value; of a repeated name each different value once, in order. */
function canonical(form: Form): string {
  const valuesOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : [...new Set(value)].sort());
  return Object.keys(form).sort().map((name) => valuesOf(form[name] ?? '').map((value) => `${name}${value}`).join('')).join('');
}

const address = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/is;

/** The address with and without its port, since Twilio signs either. */
function withAndWithoutPort(url: string): readonly string[] {
  const [, scheme, authority, rest] = address.exec(url) ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined) return [url];
  const host = authority.replace(/:[^:\]@]*$/, '');
  const port = host === authority ? (scheme.toLowerCase() === 'https://' ? ':443' : ':80') : authority.slice(host.length);
  return [`${scheme}${host}${rest}`, `${scheme}${host}${port}${rest}`];
}

/** Some of Twilio's senders sign an escaped form of the query. */
function withLegacyQuery(url: string): string {
  const [start = '', query] = [url.slice(0, url.indexOf('?')), url.slice(url.indexOf('?') + 1)];
  return url.includes('?') && query !== '' ? `${start}?${stringify(parse(query))}` : url;
}

/** Every form of the address that may have been signed, the likely ones first. */
function candidates(url: string): readonly string[] {
  const normal = URL.canParse(url) ? withAndWithoutPort(new URL(url).toString()) : [];
  return [...new Set([...withAndWithoutPort(url), ...normal, ...normal.map(withLegacyQuery)])];
}

/** A body that is no form is signed by its hash, which stands in the query. */
const bodyHash = (query: string): string | undefined => new URLSearchParams(query).get('bodySHA256') ?? undefined;

function verify({ headers, body, url, query }: Arrival, keys: readonly KeyObject[]): Refusal | undefined {
  const given = headers[header];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing.`);
  const hash = bodyHash(query);
  const rest = hash === undefined ? canonical(formOf(body)) : '';
  const signed = candidates(url).some((candidate) => signedByOne(keys, [given], (key) => signature(key, candidate, rest)));
  if (!signed) return refuse('WEBHOOK_SIGNATURE_WRONG', `No auth token of this endpoint made the signature for the address ${url.slice(0, 200)}.`);
  if (hash === undefined || sameText(hash, createHash('sha256').update(body).digest('hex'))) return undefined;
  return refuse('WEBHOOK_SIGNATURE_WRONG', 'The body is not the one whose hash was signed.');
}

const signature = (key: KeyObject, url: string, rest: string): string => hmac('sha1', key, 'base64', url, rest);

/** Twilio: https://www.twilio.com/docs/usage/webhooks/webhooks-security */
export const twilio: Provider = {
  name: 'twilio',
  secretWords: 'the auth token of the account',
  source: 'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
  tolerance: 0,
  maxBody: 262_144,
  signsId: false,
  keyed: true,
  secretHeaders: [],
  // An empty 200 with a content type that is no TwiML is reported as a fault.
  success: 204,
  key: textKey,
  verify,
  read({ headers, body, query }) {
    const isJson = bodyHash(query) !== undefined;
    const data = isJson ? objectOf(body) : { ...formOf(body) };
    const key = textAt(data, 'MessageSid') ?? textAt(data, 'SmsSid') ?? textAt(data, 'CallSid');
    const type = textAt(data, 'MessageStatus') ?? textAt(data, 'SmsStatus') ?? textAt(data, 'CallStatus');
    return { id: headers['i-twilio-idempotency-token'], type, time: undefined, key, ...(isJson ? {} : { data }) };
  },
  samples: {
    delivered: () => ({ MessageSid: `SM${randomHex(16)}`, MessageStatus: 'delivered', To: '+15558675310', From: '+15017122661' }),
    undelivered: () => ({ MessageSid: `SM${randomHex(16)}`, MessageStatus: 'undelivered', ErrorCode: '30003', To: '+15558675310', From: '+15017122661' }),
    sent: () => ({ MessageSid: `SM${randomHex(16)}`, MessageStatus: 'sent', To: '+15558675310', From: '+15017122661' }),
  },
  sample: (type, data) => ({
    type,
    body: new URLSearchParams({ AccountSid: `AC${'0'.repeat(32)}`, ApiVersion: '2010-04-01', ...(data as Record<string, string>) }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'user-agent': 'TwilioProxy/1.1', 'i-twilio-idempotency-token': randomHex(16) },
  }),
  sign: (sample, url, secret) => ({ [header]: signature(textKey(secret), url, canonical(formOf(Buffer.from(sample.body)))) }),
};
