import { createVerify, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../../driver/endpoint.ts';
import { webhookErrors } from '../errors.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { objectOf, textAt, timeFrom } from '../reading.ts';
import { isExpired, sameText, textKey } from '../signature.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is signed, in this order, for each kind of message; what is absent is left out. */
const signed: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
const algorithms: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };
/** Only SNS itself: nobody else can have such a name. */
const snsHost = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?$/;
const patience = 5_000;
const mostCertificates = 20;

/** Gets a document from an address that was checked. */
export type Fetch = (url: string) => Promise<string>;

async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patience) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return answer.text();
}

/** Throws `WEBHOOK_PROVIDER_UNREACHABLE`. */
async function asked(get: Fetch, url: string): Promise<string> {
  try {
    return await get(url);
  } catch (error) {
    throw webhookErrors.WEBHOOK_PROVIDER_UNREACHABLE({ what: `${new URL(url).host} could not be asked.`, cause: error, retryAfter: 5_000 });
  }
}

function ownAddress(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port, username, href } = new URL(url);
  return protocol === 'https:' && snsHost.test(hostname) && port === '' && username === '' ? href : undefined;
}

class Certificates {
  readonly #known = new Map<string, Promise<X509Certificate>>();
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** Asked for once, unless that fails. */
  of(url: string): Promise<X509Certificate> {
    const known = this.#known.get(url);
    if (known !== undefined) return known;
    const found = asked(this.#fetch, url).then((pem) => new X509Certificate(pem));
    found.catch(() => this.#known.delete(url));
    const [oldest] = this.#known.keys();
    if (this.#known.size >= mostCertificates && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(url, found);
    return found;
  }
}

/** The topic is looked at first, so that nobody else's certificate is ever asked for. */
async function verify({ body }: Arrival, topics: readonly KeyObject[], moment: Moment, certificates: Certificates): Promise<Refusal | undefined> {
  const message = messageOf(body);
  const [type, signature, version, topic] = ['Type', 'Signature', 'SignatureVersion', 'TopicArn'].map((name) => textAt(message, name) ?? '') as [string, string, string, string];
  if (message === undefined || signature === '') return refuse('WEBHOOK_SIGNATURE_MISSING', 'The body is no message of SNS with a signature.');
  const fields = Object.hasOwn(signed, type) ? signed[type] : undefined;
  const algorithm = Object.hasOwn(algorithms, version) ? algorithms[version] : undefined;
  const address = ownAddress(textAt(message, 'SigningCertURL') ?? textAt(message, 'SigningCertUrl'));
  if (fields === undefined || algorithm === undefined || address === undefined || !address.endsWith('.pem')) return refuse('WEBHOOK_SIGNATURE_MALFORMED', 'The type, the version of the signature or the address of the certificate is none of SNS.');
  if (!topics.some((each) => sameText(topic, each.export().toString('utf8')))) return refuse('WEBHOOK_SIGNATURE_WRONG', `The topic ${topic.slice(0, 200)} is none of this endpoint.`);
  const time = Math.floor((timeFrom(message['Timestamp']) ?? 0) / 1_000);
  const certificate = await certificates.of(address);
  if (!isValid(certificate, moment.now)) return refuse('WEBHOOK_SIGNATURE_WRONG', 'The certificate is not valid now.');
  const check = createVerify(algorithm);
  for (const name of fields) if (message[name] !== undefined && message[name] !== null) check.update(`${name}\n${String(message[name])}\n`);
  if (!check.verify(certificate.publicKey, signature, 'base64')) return refuse('WEBHOOK_SIGNATURE_WRONG', 'The certificate of SNS does not fit the signature.');
  return isExpired(time, moment, true) ? refuse('WEBHOOK_EXPIRED', 'It was sent too long ago, or at a time to come.') : undefined;
}

const isValid = ({ validFromDate, validToDate }: X509Certificate, now: number): boolean => validFromDate.getTime() <= now && now <= validToDate.getTime();

function messageOf(body: Uint8Array): Fields | undefined {
  try {
    return objectOf(body);
  } catch {
    return undefined;
  }
}

/** Confirms the subscription of a topic that is one of ours. */
async function reply({ body }: Arrival, get: Fetch): Promise<HttpResponse | undefined> {
  const message = objectOf(body);
  if (message['Type'] === 'Notification') return undefined;
  const address = ownAddress(textAt(message, 'SubscribeURL'));
  // To have unsubscribed is not undone here.
  if (message['Type'] === 'SubscriptionConfirmation' && address !== undefined) await asked(get, address);
  return { status: 200, headers: { 'content-length': '0' } };
}

/** What the message itself says, as JSON where it is some. */
function read({ body }: Arrival) {
  const message = objectOf(body);
  const text = textAt(message, 'Message') ?? '';
  return { id: textAt(message, 'MessageId'), type: textAt(message, 'Subject') ?? 'Notification', time: timeFrom(message['Timestamp']), key: undefined, data: { ...message, Message: jsonOr(text) } };
}

function jsonOr(text: string): unknown {
  try {
    return objectOf(Buffer.from(text));
  } catch {
    return text;
  }
}

/** Amazon SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. Its secrets are the ARNs of the topics. `get` is for tests. */
export function sns({ get = fetchText }: { readonly get?: Fetch } = {}): Provider {
  const certificates = new Certificates(get);
  return {
    name: 'sns', secretWords: 'the ARN of a topic, arn:aws:sns:…', source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
    // SNS tries for an hour, and signs once.
    tolerance: 3_900_000, maxBody: 524_288, signsId: true, keyed: false, secretHeaders: [], success: 200,
    key: (secret) => {
      if (!/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(secret)) throw new TypeError('It is no ARN of a topic.');
      return textKey(secret);
    },
    verify: (arrival, topics, moment) => verify(arrival, topics, moment, certificates),
    reply: (arrival) => reply(arrival, get),
    read,
    samples: {},
    sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'text/plain; charset=UTF-8' } }),
  };
}
