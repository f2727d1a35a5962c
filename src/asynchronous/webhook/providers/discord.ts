import { createPublicKey, verify as verifyWith } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../../driver/endpoint.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { digest, isExpired } from '../signature.ts';

const signatureHeader = 'x-signature-ed25519';
const timeHeader = 'x-signature-timestamp';
/** DER around the 32 bytes of an Ed25519 key (RFC 8410). */
const head = Buffer.from('302a300506032b6570032100', 'hex');

function key(secret: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(secret)) throw new TypeError('It is not 64 hexadecimal digits.');
  return createPublicKey({ key: Buffer.concat([head, Buffer.from(secret, 'hex')]), format: 'der', type: 'spki' });
}

function verify({ headers, body }: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const [given, timestamp] = [headers[signatureHeader], headers[timeHeader]];
  if (!given || !timestamp) return refuse('WEBHOOK_SIGNATURE_MISSING', `The headers "${signatureHeader}" and "${timeHeader}" are not both there.`);
  const signature = Uint8Array.from(given.match(/.{1,2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (signature.length !== 64) return refuse('WEBHOOK_SIGNATURE_MALFORMED', `The header "${signatureHeader}" is not 64 bytes as hexadecimal digits.`);
  const content = Buffer.concat([Buffer.from(timestamp), body]);
  if (!keys.some((each) => verifyWith(null, content, each, signature))) return refuse('WEBHOOK_SIGNATURE_WRONG', 'The public key of the application does not fit the signature.');
  return moment.tolerance > 0 && (!/^\d{1,13}$/.test(timestamp) || isExpired(Number(timestamp), moment, true)) ? refuse('WEBHOOK_EXPIRED', 'It was signed too long ago, or for a time to come.') : undefined;
}

/** Webhook events ask by the type 0, interactions by the type 1. */
function reply({ body }: Arrival): HttpResponse | undefined {
  const payload = objectOf(body);
  const isEvent = at(payload, 'event') !== undefined;
  if (payload['type'] === 0) return { status: 204, headers: {} };
  if (payload['type'] !== 1 || isEvent) return undefined;
  const pong = '{"type":1}';
  return { status: 200, headers: { 'content-type': 'application/json', 'content-length': String(pong.length) }, body: pong };
}

/** Discord: https://docs.discord.com/developers/events/webhook-events */
export const discord: Provider = {
  name: 'discord',
  secretWords: 'the public key of the application, 64 hexadecimal digits',
  source: 'https://docs.discord.com/developers/events/webhook-events',
  tolerance: 300_000,
  maxBody: 1_048_576,
  signsId: true,
  keyed: true,
  secretHeaders: [],
  success: 204,
  key,
  verify,
  reply,
  read({ body }) {
    const payload = objectOf(body);
    // Interactions have an id; events have none, and are one delivery by what they say.
    return {
      id: textAt(payload, 'id') ?? `body_${digest(body)}`,
      type: textAt(payload, 'event', 'type') ?? textAt(payload, 'data', 'name'),
      time: timeFrom(at(payload, 'event', 'timestamp')),
      key: textAt(payload, 'event', 'data', 'user', 'id') ?? textAt(payload, 'channel_id') ?? textAt(payload, 'application_id'),
    };
  },
  samples: {},
  sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json' } }),
};
