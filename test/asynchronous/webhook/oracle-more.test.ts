import assert from 'node:assert/strict';
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { shopifyApi } from '@shopify/shopify-api';
// The adapter tells the library where it runs, by being loaded.
// oxlint-disable-next-line import/no-unassigned-import
import '@shopify/shopify-api/adapters/node';
import { verifyKey } from 'discord-interactions';
import type { Provider } from 'isthmus/webhook';
import { providers } from '../../../src/asynchronous/webhook/providers/all.ts';
import { mutate, randomFrom } from './mutations.ts';
import type { Sent } from './mutations.ts';

interface SlackVerifier {
  isValidSlackRequest(options: { signingSecret: string; body: string; headers: Readonly<Record<string, string | undefined>>; nowMilliseconds: number }): boolean;
}
// The package does not export it by a path of its own.
const { isValidSlackRequest } = createRequire(import.meta.url)('@slack/bolt/dist/receivers/verify-request.js') as SlackVerifier;

/** Of each provider; DELIVERIES says how many in a longer search. */
const deliveries = Number(process.env['DELIVERIES'] ?? 1_200);
const payloads = ['{"id":"1","type":2,"data":{"name":"x"}}', '{"text":"Grüße, 東京 🛫\\n","n":1.50}', `[{"event":"delivered","list":[${'"x",'.repeat(200)}"y"]}]`];

interface Oracle {
  readonly provider: Provider;
  /** Where the SDK does not look at the time. */
  readonly tolerance: number;
  readonly secrets: readonly string[];
  readonly headers: readonly string[];
  readonly make: (payload: string, secret: string, time: number) => Readonly<Record<string, string>>;
  readonly accepts: (sent: Sent, secret: string, now: number) => boolean | Promise<boolean>;
}

const seconds = (time: number): string => String(Math.floor(time / 1_000));
const own = ({ sign }: Provider) => (payload: string, secret: string, time: number) => ({ ...sign?.({ type: 'a', body: payload, headers: {} }, '', secret, time) });

const curves = Array.from({ length: 2 }, () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
const edwards = Array.from({ length: 2 }, () => generateKeyPairSync('ed25519'));
const curveSecrets = curves.map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }).toString('base64'));
const edwardsSecrets = edwards.map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'));
const sendgridSdk = new EventWebhook();

const oracles: readonly Oracle[] = [
  {
    provider: providers.slack, tolerance: providers.slack.tolerance, secrets: ['8f742231b10e8888abcd99yyyzzz85a5', 'an older one'], headers: ['x-slack-signature', 'x-slack-request-timestamp'],
    make: own(providers.slack),
    accepts: ({ headers, body }, signingSecret, nowMilliseconds) => isValidSlackRequest({ signingSecret, body: body.toString('utf8'), headers, nowMilliseconds }),
  },
  {
    provider: providers.shopify, tolerance: 0, secrets: ['shpss_1', 'shpss_2'], headers: ['x-shopify-hmac-sha256'],
    make: own(providers.shopify),
    accepts: async ({ headers, body, url }, apiSecretKey) => {
      const shopify = shopifyApi({ apiKey: 'key', apiSecretKey, apiVersion: '2025-10' as never, hostName: 'a.example', isEmbeddedApp: false, logger: { log: () => {} } });
      const names = { 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': 'a.myshopify.com', 'x-shopify-api-version': '2025-10', 'x-shopify-webhook-id': '1' };
      const { valid } = await shopify.webhooks.validate({ rawBody: body.toString('utf8'), rawRequest: { method: 'POST', url, headers: { ...names, ...headers } } });
      return valid;
    },
  },
  {
    provider: providers.sendgrid, tolerance: 0, secrets: curveSecrets, headers: ['x-twilio-email-event-webhook-signature', 'x-twilio-email-event-webhook-timestamp'],
    make: (payload, secret, time) => ({
      'x-twilio-email-event-webhook-timestamp': seconds(time),
      'x-twilio-email-event-webhook-signature': signWith('sha256', Buffer.from(seconds(time) + payload), curves[curveSecrets.indexOf(secret)]?.privateKey ?? '').toString('base64'),
    }),
    accepts: ({ headers, body }, secret) => sendgridSdk.verifySignature(sendgridSdk.convertPublicKeyToECDSA(secret), body, headers['x-twilio-email-event-webhook-signature'] ?? '', headers['x-twilio-email-event-webhook-timestamp'] ?? ''),
  },
  {
    provider: providers.discord, tolerance: 0, secrets: edwardsSecrets, headers: ['x-signature-ed25519', 'x-signature-timestamp'],
    make: (payload, secret, time) => ({
      'x-signature-timestamp': seconds(time),
      'x-signature-ed25519': signWith(null, Buffer.from(seconds(time) + payload), edwards[edwardsSecrets.indexOf(secret)]?.privateKey ?? '').toString('hex'),
    }),
    // Its middleware refuses what lacks a header before it comes here.
    accepts: ({ headers, body }, secret) => {
      const [signature, timestamp] = [headers['x-signature-ed25519'], headers['x-signature-timestamp']];
      return !signature || !timestamp ? false : verifyKey(body, signature, timestamp, secret);
    },
  },
];

async function passes(work: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch {
    return false;
  }
}

async function ours({ provider: { verify, key }, tolerance }: Oracle, { headers, body, url, secrets }: Sent, now: number): Promise<boolean> {
  const keys = secrets.flatMap((secret) => { try { return [key(secret)]; } catch { return []; } });
  return (await verify({ method: 'POST', headers, body, url, query: '' }, keys, { now, tolerance })) === undefined;
}

/** Seconds before now, never so near to the tolerance that a second decides. */
const ages = [0, 0, 0, 1, 200, 290, 310, 100_000, -310];

for (const [index, oracle] of oracles.entries()) {
  test(`${oracle.provider.name} takes what its SDK takes, and nothing else`, async () => {
    const random = randomFrom(index + 100);
    const counts = { taken: 0, refused: 0 };
    for (let count = 0; count < deliveries; count += 1) {
      const now = Date.now();
      const time = now - (ages[random(ages.length)] ?? 0) * 1_000;
      const [signer = '', other = ''] = random(2) === 0 ? oracle.secrets : oracle.secrets.toReversed();
      const payload = payloads[random(payloads.length)] ?? '';
      const secrets = [[signer], [signer], [signer], [other], [other, signer]][random(5)] ?? [];
      const mutated = mutate({ headers: oracle.make(payload, signer, time), body: Buffer.from(payload), url: 'https://a.example/hooks', secrets }, oracle.headers, random);
      // Keys are not texts in which a letter could be changed.
      const sent = { ...mutated, secrets };
      const theirs = (await Promise.all(sent.secrets.map((each) => passes(() => oracle.accepts(sent, each, now))))).some(Boolean);
      assert.equal(await ours(oracle, sent, now), theirs, JSON.stringify({ count, sent: { ...sent, body: sent.body.toString('latin1') }, theirs, age: now - time }));
      counts[theirs ? 'taken' : 'refused'] += 1;
    }
    assert.ok(counts.taken > deliveries / 10 && counts.refused > deliveries / 4, JSON.stringify(counts));
  });
}
