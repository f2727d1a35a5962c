import { randomHex } from '../../../kernel/trace.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, isExpired, signedByOne, textKey } from '../signature.ts';
import type { KeyObject } from 'node:crypto';

const header = 'stripe-signature';

/** `t=…,v1=…,v1=…`: the time, and a signature for each secret that is valid while secrets roll. */
function parsed(value: string): { readonly time: number; readonly signatures: readonly string[] } | undefined {
  let time = Number.NaN;
  const signatures: string[] = [];
  for (const item of value.split(',')) {
    const [name, text = ''] = item.split('=');
    // Stripe's own library refuses a header with an empty signature, whatever else stands there.
    if (text === '' && name === 'v1') return undefined;
    if (name === 't') time = Number.parseInt(text, 10);
    if (name === 'v1') signatures.push(text);
  }
  return !Number.isSafeInteger(time) || time < 0 || signatures.length === 0 ? undefined : { time, signatures };
}

function verify({ headers, body }: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const given = headers[header];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing.`);
  const signed = parsed(given);
  if (signed === undefined) return refuse('WEBHOOK_SIGNATURE_MALFORMED', `The header "${header}" has no time, or no signature of the scheme v1.`);
  const { time, signatures } = signed;
  if (body.length === 0) return refuse('WEBHOOK_SIGNATURE_WRONG', 'There is no body, and Stripe sends none without.');
  if (!signedByOne(keys, signatures, (key) => hmac('sha256', key, 'hex', `${time}.`, body))) return refuse('WEBHOOK_SIGNATURE_WRONG', 'No secret of this endpoint made a signature of the header.');
  return isExpired(time, moment, false) ? refuse('WEBHOOK_EXPIRED', `It was signed at ${new Date(time * 1_000).toISOString()}.`) : undefined;
}

const about = (object: string, status: string, more: object) => (now: number) => ({ id: `${object === 'payment_intent' ? 'pi' : object.slice(0, 2)}_${randomHex(12)}`, object, amount: 4_200, currency: 'usd', created: Math.floor(now / 1_000), status, metadata: {}, ...more });

/** Stripe: https://docs.stripe.com/webhooks/signature */
export const stripe: Provider = {
  name: 'stripe',
  secretWords: 'the signing secret of the endpoint, whsec_…',
  source: 'https://docs.stripe.com/webhooks/signature',
  tolerance: 300_000,
  maxBody: 1_048_576,
  signsId: true,
  keyed: true,
  secretHeaders: [],
  success: 200,
  key: textKey,
  verify,
  read({ body }) {
    const event = objectOf(body);
    return { id: textAt(event, 'id'), type: textAt(event, 'type'), time: timeFrom(at(event, 'created')), key: textAt(event, 'data', 'object', 'id') ?? textAt(event, 'related_object', 'id') };
  },
  samples: {
    'payment_intent.succeeded': about('payment_intent', 'succeeded', { amount_received: 4_200 }),
    'payment_intent.payment_failed': about('payment_intent', 'requires_payment_method', { last_payment_error: { code: 'card_declined', message: 'Your card was declined.' } }),
    'charge.refunded': about('charge', 'succeeded', { amount_refunded: 4_200, refunded: true }),
  },
  sample: (type, data, now) => ({
    type,
    body: JSON.stringify({ id: `evt_${randomHex(12)}`, object: 'event', api_version: '2025-09-30', created: Math.floor(now / 1_000), livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type, data: { object: data } }),
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' },
  }),
  sign(sample, _url, secret, now) {
    const time = Math.floor(now / 1_000);
    return { [header]: `t=${time},v1=${hmac('sha256', textKey(secret), 'hex', `${time}.`, sample.body)}` };
  },
};
