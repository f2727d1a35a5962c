import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { refuse } from '../provider.ts';
import type { Arrival, Provider, Refusal } from '../provider.ts';
import { objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, signedByOne, textKey } from '../signature.ts';

const header = 'x-shopify-hmac-sha256';

function verify({ headers, body }: Arrival, keys: readonly KeyObject[]): Refusal | undefined {
  const given = headers[header];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing.`);
  if (body.length === 0) return refuse('WEBHOOK_SIGNATURE_WRONG', 'There is no body, and Shopify sends none without.');
  return signedByOne(keys, [given], (key) => hmac('sha256', key, 'base64', body)) ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'No client secret of this endpoint made the signature.');
}

/** Shopify: https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
export const shopify: Provider = {
  name: 'shopify',
  secretWords: 'the client secret of the app',
  source: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  tolerance: 0,
  maxBody: 5_242_880,
  signsId: false,
  keyed: true,
  secretHeaders: [],
  success: 200,
  key: textKey,
  verify,
  read({ headers, body }) {
    const payload = objectOf(body);
    // The event, where there is one: several subscriptions tell of it in deliveries of their own.
    return { id: headers['x-shopify-webhook-id'], type: headers['x-shopify-topic'], time: timeFrom(headers['x-shopify-triggered-at']), key: textAt(payload, 'admin_graphql_api_id') ?? textAt(payload, 'id') };
  },
  samples: {
    'orders/create': (now) => ({ id: Math.floor(now), admin_graphql_api_id: `gid://shopify/Order/${Math.floor(now)}`, email: 'ada@example.com', created_at: new Date(now).toISOString(), total_price: '42.00', currency: 'EUR', line_items: [] }),
    'orders/cancelled': (now) => ({ id: Math.floor(now), admin_graphql_api_id: `gid://shopify/Order/${Math.floor(now)}`, cancelled_at: new Date(now).toISOString(), total_price: '42.00', currency: 'EUR', line_items: [] }),
  },
  sample: (type, data, now) => ({
    type, body: JSON.stringify(data),
    headers: { 'content-type': 'application/json', 'x-shopify-topic': type, 'x-shopify-webhook-id': randomUUID(), 'x-shopify-triggered-at': new Date(now).toISOString(), 'x-shopify-shop-domain': 'example.myshopify.com', 'x-shopify-api-version': '2026-01' },
  }),
  sign: (sample, _url, secret) => ({ [header]: hmac('sha256', textKey(secret), 'base64', sample.body) }),
};
