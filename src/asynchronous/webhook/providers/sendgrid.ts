import { createPublicKey, verify as verifyWith } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseJson } from '../../../kernel/json.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { at, textAt, timeFrom } from '../reading.ts';
import { digest, isExpired } from '../signature.ts';

const signatureHeader = 'x-twilio-email-event-webhook-signature';
const timeHeader = 'x-twilio-email-event-webhook-timestamp';

/** The verification key that SendGrid shows is the public key as DER, in base64. */
function key(secret: string): KeyObject {
  const found = createPublicKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'spki' });
  if (found.asymmetricKeyType !== 'ec') throw new TypeError('It is no key of an elliptic curve.');
  return found;
}

function verify({ headers, body }: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const [given, timestamp] = [headers[signatureHeader], headers[timeHeader]];
  if (!given || !timestamp) return refuse('WEBHOOK_SIGNATURE_MISSING', `The headers "${signatureHeader}" and "${timeHeader}" are not both there.`);
  const signature = Buffer.from(given, 'base64');
  const content = Buffer.concat([Buffer.from(timestamp), body]);
  if (!keys.some((each) => verifyWith('sha256', content, each, signature))) return refuse('WEBHOOK_SIGNATURE_WRONG', 'The verification key does not fit the signature.');
  return /^\d{1,13}$/.test(timestamp) && !isExpired(Number(timestamp), moment, true) ? undefined : refuse('WEBHOOK_EXPIRED', 'It was signed too long ago, or for a time to come.');
}

/**
 * SendGrid (Twilio): https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features.
 * A delivery is a list of events; handlers receive it as `{ events }`.
 */
export const sendgrid: Provider = {
  name: 'sendgrid',
  secretWords: 'the verification key of the event webhook, MFkw…',
  source: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
  tolerance: 600_000,
  maxBody: 1_048_576,
  signsId: true,
  keyed: false,
  secretHeaders: [],
  success: 204,
  key,
  verify,
  read({ body }) {
    const events = parseJson(body);
    if (!Array.isArray(events)) throw new TypeError('The body is no list of events.');
    const [first] = events as readonly unknown[];
    // A list has no id of its own, and one event may come in two lists.
    return { id: `sg_${digest(body)}`, type: events.length === 1 ? textAt(first, 'event') : 'events', time: timeFrom(at(first, 'timestamp')), key: undefined, data: { events } };
  },
  samples: { delivered: (now) => [{ email: 'ada@example.com', timestamp: Math.floor(now / 1_000), event: 'delivered', sg_event_id: digest(String(now)), sg_message_id: '14c5d75ce93.dfd.64b469' }] },
  sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json' } }),
};
