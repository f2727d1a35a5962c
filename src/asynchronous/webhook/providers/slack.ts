import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../../driver/endpoint.ts';
import { randomHex } from '../../../kernel/trace.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, isExpired, signedByOne, textKey } from '../signature.ts';

const signatureHeader = 'x-slack-signature';
const timeHeader = 'x-slack-request-timestamp';

function verify({ headers, body }: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const [given, timestamp] = [headers[signatureHeader], headers[timeHeader]];
  if (!given || !timestamp) return refuse('WEBHOOK_SIGNATURE_MISSING', `The headers "${signatureHeader}" and "${timeHeader}" are not both there.`);
  const [version, hash = ''] = given.split('=');
  const time = Number(timestamp);
  if (version !== 'v0' || Number.isNaN(time)) return refuse('WEBHOOK_SIGNATURE_MALFORMED', `The signature is not of the version v0, or the header "${timeHeader}" is no number of seconds.`);
  if (isExpired(time, moment, false)) return refuse('WEBHOOK_EXPIRED', 'It was signed too long ago.');
  return signedByOne(keys, [hash], (key) => signature(key, timestamp, body)) ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'No signing secret of this endpoint made the signature.');
}

const signature = (key: KeyObject, time: string, body: string | Uint8Array): string => hmac('sha256', key, 'hex', `v0:${time}:`, body);

/** Events are JSON; commands are forms, and interactions are forms with JSON in one field. */
function payloadOf({ headers, body }: Arrival): { readonly payload: Readonly<Record<string, unknown>>; readonly isForm: boolean } {
  if (headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') !== true) return { payload: objectOf(body), isForm: false };
  const form = new URLSearchParams(body.toString('utf8'));
  const inside = form.get('payload');
  return { payload: inside === null ? Object.fromEntries(form) : objectOf(Buffer.from(inside)), isForm: true };
}

/** Slack asks whether an address is ours: https://docs.slack.dev/reference/events/url_verification */
function reply(arrival: Arrival): HttpResponse | undefined {
  const { payload } = payloadOf(arrival);
  const challenge = payload['type'] === 'url_verification' ? textAt(payload, 'challenge') : undefined;
  if (challenge === undefined) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(Buffer.byteLength(challenge)), 'x-content-type-options': 'nosniff' }, body: challenge };
}

/** Slack: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const slack: Provider = {
  name: 'slack',
  secretWords: 'the signing secret of the app',
  source: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  tolerance: 300_000,
  maxBody: 1_048_576,
  signsId: true,
  keyed: true,
  secretHeaders: [],
  success: 200,
  key: textKey,
  verify,
  reply,
  read(arrival) {
    const { payload, isForm } = payloadOf(arrival);
    return {
      id: textAt(payload, 'event_id') ?? textAt(payload, 'trigger_id'),
      type: textAt(payload, 'event', 'type') ?? textAt(payload, 'command') ?? textAt(payload, 'type'),
      time: timeFrom(at(payload, 'event_time')),
      key: textAt(payload, 'event', 'channel') ?? textAt(payload, 'channel', 'id') ?? textAt(payload, 'channel_id') ?? textAt(payload, 'team_id'),
      ...(isForm ? { data: payload } : {}),
    };
  },
  samples: {
    app_mention: (now) => ({ type: 'event_callback', team_id: 'T0001', event_id: `Ev${randomHex(5)}`, event_time: Math.floor(now / 1_000), event: { type: 'app_mention', user: 'U0001', channel: 'C0001', text: '<@U0LAN0Z89> is flight WN1000 late?', ts: String(now / 1_000) } }),
    message: (now) => ({ type: 'event_callback', team_id: 'T0001', event_id: `Ev${randomHex(5)}`, event_time: Math.floor(now / 1_000), event: { type: 'message', user: 'U0001', channel: 'C0001', text: 'Hello', ts: String(now / 1_000) } }),
  },
  sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json', 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' } }),
  sign(sample, _url, secret, now) {
    const time = String(Math.floor(now / 1_000));
    return { [timeHeader]: time, [signatureHeader]: `v0=${signature(textKey(secret), time, sample.body)}` };
  },
};
