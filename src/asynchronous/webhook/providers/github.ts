import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { refuse } from '../provider.ts';
import type { Arrival, Provider, Refusal } from '../provider.ts';
import { at, objectOf, textAt, timeFrom } from '../reading.ts';
import { hmac, signedByOne, textKey } from '../signature.ts';

const header = 'x-hub-signature-256';

function verify({ headers, body }: Arrival, keys: readonly KeyObject[]): Refusal | undefined {
  const given = headers[header];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing; the webhook has no secret at GitHub.`);
  if (body.length === 0) return refuse('WEBHOOK_SIGNATURE_WRONG', 'There is no body, and GitHub sends none without.');
  return signedByOne(keys, [given], (key) => signature(key, body)) ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'No secret of this endpoint made the signature.');
}

const signature = (key: KeyObject, body: string | Uint8Array): string => `sha256=${hmac('sha256', key, 'hex', body)}`;

/** The webhook's content type may be a form with the JSON in one field. */
function payloadOf({ headers, body }: Arrival): { readonly payload: Readonly<Record<string, unknown>>; readonly isForm: boolean } {
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  const text = isForm ? new URLSearchParams(body.toString('utf8')).get('payload') : undefined;
  return { payload: objectOf(isForm ? Buffer.from(text ?? '') : body), isForm };
}

const repository = { id: 1_296_269, name: 'isthmus', full_name: 'octocat/isthmus', private: false, owner: { login: 'octocat', id: 1 } };
const sender = { login: 'octocat', id: 1, type: 'User' };

/** GitHub: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export const github: Provider = {
  name: 'github',
  secretWords: 'the secret that was typed into the settings of the webhook',
  source: 'https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries',
  tolerance: 0,
  maxBody: 26_214_400,
  signsId: false,
  keyed: true,
  secretHeaders: [],
  success: 202,
  key: textKey,
  verify,
  read(arrival) {
    const { payload, isForm } = payloadOf(arrival);
    const name = arrival.headers['x-github-event'];
    const action = textAt(payload, 'action');
    return {
      id: arrival.headers['x-github-delivery'],
      type: name === undefined || action === undefined ? name : `${name}.${action}`,
      time: timeFrom(at(payload, 'release', 'published_at') ?? at(payload, 'head_commit', 'timestamp')),
      key: textAt(payload, 'repository', 'full_name') ?? textAt(payload, 'organization', 'login'),
      ...(isForm ? { data: payload } : {}),
    };
  },
  samples: {
    'release.published': (now) => ({ action: 'published', release: { id: Math.floor(now / 1_000), tag_name: 'v1.4.0', name: 'Gate changes', draft: false, prerelease: false, published_at: new Date(now).toISOString(), body: 'Gate changes are told at once.', html_url: 'https://github.com/octocat/isthmus/releases/tag/v1.4.0' }, repository, sender }),
    push: (now) => ({ ref: 'refs/heads/main', before: '0'.repeat(40), after: 'a'.repeat(40), head_commit: { id: 'a'.repeat(40), message: 'Mend the gate', timestamp: new Date(now).toISOString() }, commits: [], repository, sender }),
    ping: () => ({ zen: 'Keep it logically awesome.', hook_id: 1, hook: { type: 'Repository', id: 1, active: true, events: ['*'] }, repository, sender }),
  },
  sample: (type, data) => ({
    type,
    body: JSON.stringify(data),
    headers: { 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/044aadd', 'x-github-event': type.split('.')[0] ?? type, 'x-github-delivery': randomUUID(), 'x-github-hook-id': '1' },
  }),
  sign: (sample, _url, secret) => ({ [header]: signature(textKey(secret), sample.body) }),
};
