import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../../driver/endpoint.ts';
import { text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import type { Given } from '../../../kernel/options.ts';
import { readOptions } from '../../delivery/options.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Provider, Refusal } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, sameText, signedByOne, textKey } from '../signature.ts';

const header = 'x-hub-signature-256';

export const metaFields = {
  verifyToken: required(text({ description: 'The text that was typed into the settings of the webhook, by which Meta is told that the address is ours.', maxLength: 1_000 })),
} as const;

export type MetaOptions = Given<typeof metaFields>;

const signature = (key: KeyObject, body: string | Uint8Array): string => `sha256=${hmac('sha256', key, 'hex', body)}`;

function verify({ headers, body }: Arrival, keys: readonly KeyObject[]): Refusal | undefined {
  const given = headers[header];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing.`);
  return signedByOne(keys, [given], (key) => signature(key, body)) ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'No app secret of this endpoint made the signature.');
}

/** Meta asks by GET whether the address is ours: the challenge goes back only where the token is the one that was agreed. */
function greet({ method, query }: Arrival, verifyToken: string): HttpResponse | undefined {
  if (method !== 'GET') return undefined;
  const asked = new URLSearchParams(query);
  const challenge = asked.get('hub.challenge') ?? '';
  const agreed = asked.get('hub.mode') === 'subscribe' && sameText(asked.get('hub.verify_token') ?? '', verifyToken);
  if (!agreed || !/^[\w-]{1,200}$/.test(challenge)) return { status: 403, headers: { 'content-length': '0' } };
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(challenge.length), 'x-content-type-options': 'nosniff' }, body: challenge };
}

/** Meta (Facebook, Instagram, WhatsApp): https://developers.facebook.com/docs/graph-api/webhooks/getting-started. Throws `OPTION_INVALID`. */
export function meta(given: MetaOptions): Provider {
  const { verifyToken } = readOptions('meta', metaFields, given);
  return {
    name: 'meta', secretWords: 'the app secret', source: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
    tolerance: 0, maxBody: 1_048_576,
    // Nothing has an id: equal bodies are one delivery.
    signsId: true, keyed: true, secretHeaders: [], success: 200, key: textKey, verify,
    greets: ['GET'],
    greet: (arrival) => greet(arrival, verifyToken),
    read({ body }) {
      const payload = objectOf(body);
      const entries = payload['entry'];
      const first: unknown = Array.isArray(entries) ? entries[0] : undefined;
      return { id: undefined, type: textAt(payload, 'object'), time: timeFrom(at(first, 'time')), key: textAt(first, 'id') };
    },
    samples: { page: (now) => ({ object: 'page', entry: [{ id: '1234', time: Math.floor(now / 1_000), changes: [{ field: 'feed', value: { item: 'status', message: 'Hello' } }] }] }) },
    sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua' } }),
    sign: (sample, _url, secret) => ({ [header]: signature(textKey(secret), sample.body) }),
  };
}
