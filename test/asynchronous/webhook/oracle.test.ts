import assert from 'node:assert/strict';
import { parse } from 'node:querystring';
import { test } from 'node:test';
import { Webhooks } from '@octokit/webhooks';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import twilioSdk from 'twilio';
import type { Provider } from 'isthmus/webhook';
import { providers } from '../../../src/asynchronous/webhook/providers/all.ts';
import { mutate, randomFrom } from './mutations.ts';
import type { Sent } from './mutations.ts';

/** Of each provider; DELIVERIES says how many in a longer search. */
const deliveries = Number(process.env['DELIVERIES'] ?? 1_500);
const payloads = ['{"id":"evt_1","type":"a.b","data":{"object":{"id":"pi_1"}}}', '{"type":"user.created","text":"Grüße, 東京 🛫\\n","n":1.50}', `{"list":[${'"x",'.repeat(400)}"y"]}`];

type Sdk = (sent: Sent, secret: string, now: number) => boolean | Promise<boolean>;
type Make = (payload: string, secret: string, time: number, random: (below: number) => number) => Omit<Sent, 'secrets'>;

interface Oracle {
  readonly provider: Provider;
  readonly secret: (random: (below: number) => number) => string;
  readonly headers: readonly string[];
  /** A delivery as the SDK signs it. */
  readonly make: Make;
  /** Whether the SDK takes it with this secret. */
  readonly accepts: Sdk;
}

async function passes(work: () => unknown): Promise<boolean> {
  try {
    return (await work()) !== false;
  } catch {
    return false;
  }
}

async function ours({ verify, key, tolerance }: Provider, { headers, body, url, secrets }: Sent, now: number): Promise<boolean> {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  // An app does not start with a secret that is none.
  const keys = secrets.flatMap((secret) => { try { return [key(secret)]; } catch { return []; } });
  return (await verify({ method: 'POST', headers, body, url, query }, keys, { now, tolerance })) === undefined;
}

const standard = (Sdk: typeof StandardWebhook | typeof SvixWebhook, prefix: string): Pick<Oracle, 'headers' | 'make' | 'accepts' | 'secret'> => ({
  secret: (random) => `whsec_${Buffer.from(Array.from({ length: 24 }, () => random(256))).toString('base64')}`,
  headers: [`${prefix}-signature`, `${prefix}-timestamp`, `${prefix}-id`],
  make: (payload, secret, time) => ({ body: Buffer.from(payload), url: 'https://a.example/hooks', headers: { [`${prefix}-id`]: 'msg_1', [`${prefix}-timestamp`]: String(Math.floor(time / 1_000)), [`${prefix}-signature`]: new Sdk(secret).sign('msg_1', new Date(time), payload) } }),
  accepts: ({ headers, body }, secret) => passes(() => void new Sdk(secret).verify(body.toString('utf8'), headers)),
});

const oracles: readonly Oracle[] = [
  {
    provider: providers.stripe,
    secret: (random) => `whsec_${random(1e9)}aaaa`,
    headers: ['stripe-signature'],
    make: (payload, secret, time, random) => {
      const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(time / 1_000) });
      const form = [header, `${header},v0=00`, `${header},v1=00`, header.split(',').toReversed().join(',')][random(4)] ?? header;
      return { body: Buffer.from(payload), url: 'https://a.example/hooks', headers: { 'stripe-signature': form } };
    },
    accepts: ({ headers, body }, secret, now) => passes(() => void Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret, undefined, undefined, now)),
  },
  {
    provider: providers.github,
    secret: (random) => `s${random(1e9)}aaaa`,
    headers: ['x-hub-signature-256'],
    // Signing is asynchronous there, so the deliveries are signed by our sender; that the SDK takes them is what is compared.
    make: (payload, secret) => ({ body: Buffer.from(payload), url: 'https://a.example/hooks', headers: { ...providers.github.sign?.({ type: 'push', body: payload, headers: {} }, '', secret, 0) } }),
    accepts: ({ headers, body }, secret) => passes(() => new Webhooks({ secret }).verify(body.toString('utf8'), headers['x-hub-signature-256'] ?? '')),
  },
  {
    provider: providers.twilio,
    secret: (random) => `t${random(1e9)}aaaa`,
    headers: ['x-twilio-signature'],
    make: makeTwilio,
    accepts: ({ headers, body, url }, token) => passes(() => {
      const signature = headers['x-twilio-signature'] ?? '';
      if (url.includes('bodySHA256')) return twilioSdk.validateRequestWithBody(token, signature, url, body.toString('utf8'));
      return twilioSdk.validateRequest(token, signature, url, { ...parse(body.toString('utf8'), undefined, undefined, { maxKeys: 0 }) });
    }),
  },
  { provider: providers['standard-webhooks'], ...standard(StandardWebhook, 'webhook') },
  { provider: providers.svix, ...standard(SvixWebhook, 'svix') },
  { provider: providers.svix, ...standard(SvixWebhook, 'webhook') },
];

function makeTwilio(payload: string, token: string, _time: number, random: (below: number) => number): Omit<Sent, 'secrets'> {
  const site = ['https://a.example', 'https://a.example:8443', 'http://a.example', 'https://user:pass@a.example', 'http://[::1]:80', 'https://a.example:443'][random(6)] ?? '';
  const seen = `${site}/hooks${['', '?a=1', "?q=it's+a%20test", '?x=%C3%BC&x=2', '?'][random(5)] ?? ''}`;
  if (random(3) === 0) {
    const url = `${seen.split('?')[0] ?? ''}?bodySHA256=${twilioSdk.getExpectedBodyHash(payload)}`;
    return { body: Buffer.from(payload), url, headers: { 'x-twilio-signature': twilioSdk.getExpectedTwilioSignature(token, url, {}) } };
  }
  const form = new URLSearchParams({ MessageSid: 'SM1', Body: payload.slice(0, 40), To: '+1555', Empty: '' });
  if (random(2) === 0) for (const each of ['b', 'a', 'b']) form.append('Media', each);
  const signedUrl = random(4) === 0 ? new URL(seen).toString() : seen;
  return { body: Buffer.from(form.toString()), url: seen, headers: { 'x-twilio-signature': twilioSdk.getExpectedTwilioSignature(token, signedUrl, { ...parse(form.toString()) }) } };
}

/** How long before now it was signed, seconds: mostly just now, else around the tolerance, but never so near that a second decides. */
const ages = [0, 0, 0, 0, 1, 200, 290, 310, 400, 100_000, -200, -290, -310, -100_000];

for (const [index, { provider, secret, headers, make, accepts }] of oracles.entries()) {
  test(`${provider.name} (${headers[0] ?? ''}) takes what its SDK takes, and nothing else`, async () => {
    const random = randomFrom(index + 1);
    const counts = { taken: 0, refused: 0 };
    for (let count = 0; count < deliveries; count += 1) {
      const own = secret(random);
      const now = Date.now();
      const time = now - (ages[random(ages.length)] ?? 0) * 1_000;
      const sent = mutate({ ...make(payloads[random(payloads.length)] ?? '', own, time, random), secrets: [own] }, headers, random);
      const theirs = (await Promise.all(sent.secrets.map(async (each) => accepts(sent, each, now)))).some(Boolean);
      assert.equal(await ours(provider, sent, now), theirs, JSON.stringify({ count, sent: { ...sent, body: sent.body.toString('latin1') }, theirs, age: now - time }));
      counts[theirs ? 'taken' : 'refused'] += 1;
    }
    assert.ok(counts.taken > deliveries / 10 && counts.refused > deliveries / 4, JSON.stringify(counts));
  });
}
