import type { KeyObject } from 'node:crypto';
import type { HttpResponse } from '../../../driver/endpoint.ts';
import { integer, list, text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import type { Given, Values } from '../../../kernel/options.ts';
import { randomId } from '../../../kernel/trace.ts';
import { readOptions } from '../../delivery/options.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Provider, Reading, Refusal } from '../provider.ts';
import { objectOf, textAt, timeFrom } from '../reading.ts';
import { signedByOne, textKey } from '../signature.ts';

export const cloudEventsFields = {
  origins: required(list(text({ description: 'Who asks: "eventgrid.azure.net".', pattern: /^[\w.:-]+$/ }), { description: 'Senders that may send, as they name themselves in `webhook-request-origin`.' })),
  ratePerMinute: integer({ description: 'What senders are told they may send, requests per minute; default: as fast as they like.', minimum: 1 }),
} as const;

export type CloudEventsOptions = Given<typeof cloudEventsFields>;

/** The handshake by which a sender asks whether it may send (CloudEvents, HTTP 1.1 Web Hooks 1.0.2, section 4). */
function greet({ method, headers }: Arrival, { origins, ratePerMinute }: Values<typeof cloudEventsFields>): HttpResponse | undefined {
  if (method !== 'OPTIONS') return undefined;
  const origin = headers['webhook-request-origin'] ?? '';
  if (!origins.includes(origin)) return { status: 403, headers: { 'content-length': '0' } };
  return { status: 200, headers: { allow: 'POST', 'webhook-allowed-origin': origin, 'webhook-allowed-rate': ratePerMinute === undefined ? '*' : String(ratePerMinute), 'content-length': '0' } };
}

/** Only in the header: an address with a token in it is written into many logs. */
function verify({ headers }: Arrival, tokens: readonly KeyObject[]): Refusal | undefined {
  const [, given] = /^bearer +(\S+)$/i.exec(headers['authorization'] ?? '') ?? [];
  if (given === undefined) return refuse('WEBHOOK_SIGNATURE_MISSING', 'The header "authorization" has no bearer token.');
  return signedByOne(tokens, [given], (token) => token.export().toString('utf8')) ? undefined : refuse('WEBHOOK_SIGNATURE_WRONG', 'The bearer token is none of this endpoint.');
}

/** Structured mode: the body is the event. Binary mode: its attributes are headers, `ce-…`, and the body its data. */
function eventOf({ headers, body }: Arrival): Readonly<Record<string, unknown>> {
  const type = headers['content-type']?.toLowerCase() ?? '';
  if (type.startsWith('application/cloudevents+json')) return objectOf(body);
  if (type.startsWith('application/cloudevents-batch')) throw new TypeError('Batches of events are not read; have the sender send them one by one.');
  const attributes = Object.entries(headers).flatMap(([name, value]) => (name.startsWith('ce-') && value !== undefined ? [[name.slice(3), decoded(value)] as const] : []));
  const isJson = type === '' || /^application\/(?:json|[^;]+\+json)/.test(type);
  return { ...Object.fromEntries(attributes), ...(type === '' ? {} : { datacontenttype: headers['content-type'] }), ...(body.length === 0 ? {} : isJson ? { data: objectOf(body) } : { data_base64: body.toString('base64') }) };
}

/** Header values are percent-encoded (CloudEvents, HTTP Protocol Binding 1.0.2, section 3.1.3.2). */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function read(arrival: Arrival): Reading {
  const event = eventOf(arrival);
  const [id, source, type] = [textAt(event, 'id'), textAt(event, 'source'), textAt(event, 'type')];
  if (event['specversion'] !== '1.0' || id === undefined || source === undefined || type === undefined) throw new TypeError('The event lacks specversion "1.0", id, source or type.');
  // Unique is the id together with its source.
  return { id: `${source} ${id}`, type, time: timeFrom(event['time']), key: textAt(event, 'partitionkey') ?? textAt(event, 'subject'), data: event };
}

/** CloudEvents web hooks: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md. Secrets are bearer tokens. Throws `OPTION_INVALID`. */
export function cloudEvents(given: CloudEventsOptions): Provider {
  const options = readOptions('cloudEvents', cloudEventsFields, given);
  return {
    name: 'cloudevents', secretWords: 'a bearer token that the sender is given', source: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md',
    tolerance: 0, maxBody: 1_048_576, signsId: true, keyed: true, secretHeaders: ['authorization'], success: 204, key: textKey,
    greets: ['OPTIONS'],
    greet: (arrival) => greet(arrival, options),
    verify, read,
    samples: { 'com.example.object.created': (now) => ({ size: 17, createdAt: new Date(now).toISOString() }) },
    sample: (type, data, now) => ({ type, body: JSON.stringify({ specversion: '1.0', id: randomId(), source: '/example', type, time: new Date(now).toISOString(), datacontenttype: 'application/json', data }), headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } }),
    sign: (_sample, _url, secret) => ({ authorization: `Bearer ${secret}` }),
  };
}
