import { createPrivateKey, createPublicKey, createSecretKey, sign as signWith, verify as verifyWith } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { randomHex } from '../../../kernel/trace.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal, Sample } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, isExpired, sameText } from '../signature.ts';

/** Names of the three headers: by the specification, or by Svix from before it. */
const prefixes = ['webhook', 'svix'] as const;
const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** DER around the 32 bytes of an Ed25519 key (RFC 8410). */
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `whsec_` with a shared secret, or `whpk_` with a public key. */
function key(secret: string): KeyObject {
  const [, prefix = '', text = ''] = /^(whsec_|whpk_)?(.*)$/s.exec(secret) ?? [];
  if (!isBase64.test(text)) throw new TypeError('It is no base64.');
  const bytes = Buffer.from(text, 'base64');
  if (prefix !== 'whpk_') return createSecretKey(bytes);
  if (bytes.length !== 32) throw new TypeError('A public key has 32 bytes.');
  return createPublicKey({ key: Buffer.concat([publicHead, bytes]), format: 'der', type: 'spki' });
}

interface Signed {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: readonly (readonly [version: string, signature: string])[];
}

function signedOf({ headers }: Arrival): Signed | undefined {
  for (const prefix of prefixes) {
    const [id, timestamp, given] = [headers[`${prefix}-id`], headers[`${prefix}-timestamp`], headers[`${prefix}-signature`]];
    if (!id || !timestamp || !given) continue;
    return { id, timestamp, signatures: given.split(' ').map((each) => [each.split(',')[0] ?? '', each.split(',')[1] ?? ''] as const) };
  }
  return undefined;
}

function fits(secret: KeyObject, { signatures }: Signed, content: readonly (string | Uint8Array)[]): boolean {
  const version = secret.type === 'secret' ? 'v1' : 'v1a';
  const given = signatures.filter(([each]) => each === version).map(([, signature]) => signature);
  if (secret.type === 'secret') {
    const expected = hmac('sha256', secret, 'base64', ...content);
    return given.filter((each) => sameText(each, expected)).length > 0;
  }
  const bytes = Buffer.concat(content.map((each) => Buffer.from(each)));
  return given.some((each) => isBase64.test(each) && verifyWith(null, bytes, secret, Buffer.from(each, 'base64')));
}

function verify(arrival: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const signed = signedOf(arrival);
  if (signed === undefined) return refuse('WEBHOOK_SIGNATURE_MISSING', 'The headers "webhook-id", "webhook-timestamp" and "webhook-signature" are not all there.');
  const time = Number.parseInt(signed.timestamp, 10);
  if (!Number.isSafeInteger(time)) return refuse('WEBHOOK_SIGNATURE_MALFORMED', 'The header "webhook-timestamp" is no whole number of seconds.');
  if (isExpired(time, moment, true)) return refuse('WEBHOOK_EXPIRED', `It was signed for ${new Date(Math.max(0, Math.min(time * 1_000, 8.64e15))).toISOString()}.`);
  const content = [`${signed.id}.${time}.`, arrival.body];
  const found = keys.filter((secret) => fits(secret, signed, content));
  return found.length > 0 ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'No secret of this endpoint made a signature of the header.');
}

/** `whsec_` signs with HMAC, `whsk_` with Ed25519. */
function sign(sample: Sample, _url: string, secret: string, now: number): Readonly<Record<string, string>> {
  const id = `msg_${randomHex(12)}`;
  const time = Math.floor(now / 1_000);
  const content = Buffer.concat([Buffer.from(`${id}.${time}.`), Buffer.from(sample.body)]);
  const signature = secret.startsWith('whsk_') ? `v1a,${signEd25519(secret.slice(5), content)}` : `v1,${hmac('sha256', key(secret), 'base64', content)}`;
  return { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': signature };
}

function signEd25519(secret: string, content: Uint8Array): string {
  const seed = Buffer.from(secret, 'base64').subarray(0, 32);
  return signWith(null, content, createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })).toString('base64');
}

/** Standard Webhooks 1.0.0, which Svix speaks too. */
export const standardWebhooks: Provider = {
  name: 'standard-webhooks',
  secretWords: 'the signing secret of the endpoint, whsec_…, or the public key of the sender, whpk_…',
  source: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  tolerance: 300_000,
  maxBody: 1_048_576,
  signsId: true,
  keyed: false,
  secretHeaders: [],
  success: 200,
  key,
  verify,
  read(arrival) {
    const payload = objectOf(arrival.body);
    return { id: signedOf(arrival)?.id, type: textAt(payload, 'type') ?? textAt(payload, 'eventType'), time: timeFrom(at(payload, 'timestamp')), key: undefined };
  },
  samples: { 'user.created': (now) => ({ type: 'user.created', timestamp: new Date(now).toISOString(), data: { id: randomHex(8), name: 'Ada' } }) },
  sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json' } }),
  sign,
};
