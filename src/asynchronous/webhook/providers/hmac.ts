import type { KeyObject } from 'node:crypto';
import { choice, list, text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import type { Given, Values } from '../../../kernel/options.ts';
import { randomHex } from '../../../kernel/trace.ts';
import { readOptions } from '../../delivery/options.ts';
import { refuse } from '../provider.ts';
import type { Arrival, Moment, Provider, Refusal } from '../provider.ts';
import { objectOf, textAt, timeFrom, at } from '../reading.ts';
import { hmac as mac, isExpired, signedByOne, textKey } from '../signature.ts';

const headerName = (description: string) => text({ description, pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/ });

export const hmacFields = {
  name: text({ description: 'What the provider is called in lists and logs.', fallback: 'hmac', pattern: /^[a-z][a-z0-9-]*$/ }),
  header: required(headerName('The header with the signature.')),
  prefix: text({ description: 'What stands before the signature in the header: "sha256=".' }),
  algorithm: choice(['sha1', 'sha256', 'sha512'], { description: 'The hash of the HMAC.', fallback: 'sha256' }),
  encoding: choice(['hex', 'base64'], { description: 'How the signature is written.', fallback: 'hex' }),
  content: text({ description: 'What is signed: {body}, {timestamp} and {id} stand for the parts, the rest for itself.', fallback: '{body}', pattern: /\{body\}/ }),
  timestampHeader: headerName('The header with the time of signing, in seconds since 1970.'),
  idHeader: headerName('The header with the id of the delivery, the same when it is sent again.'),
  idPath: list(text({ description: 'Name of a property.' }), { description: 'Where the body has that id, where no header has it: ["data", "id"].' }),
  typeHeader: headerName('The header with the type of the event.'),
  typePath: list(text({ description: 'Name of a property.' }), { description: 'Where the body has the type.', fallback: ['type'] }),
  timePath: list(text({ description: 'Name of a property.' }), { description: 'Where the body says when it happened.' }),
  keyPath: list(text({ description: 'Name of a property.' }), { description: 'Where the body says what it is about; deliveries of one key keep their order.' }),
} as const;

/** A scheme as a person describes it. */
export type HmacOptions = Given<typeof hmacFields>;
type Scheme = Values<typeof hmacFields>;

/** The parts of what is signed, in order. */
function contentOf({ content }: Scheme, body: string | Uint8Array, timestamp: string, id: string): readonly (string | Uint8Array)[] {
  return content.split(/(\{body\}|\{timestamp\}|\{id\})/).map((part) => (part === '{body}' ? body : part === '{timestamp}' ? timestamp : part === '{id}' ? id : part));
}

const lower = (name: string | undefined): string => name?.toLowerCase() ?? '';

function verify(scheme: Scheme, { headers, body }: Arrival, keys: readonly KeyObject[], moment: Moment): Refusal | undefined {
  const { header, prefix = '', algorithm, encoding, timestampHeader, idHeader } = scheme;
  const given = headers[lower(header)];
  const [timestamp, id] = [headers[lower(timestampHeader)], headers[lower(idHeader)]];
  if (given === undefined || given === '') return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${header}" is missing.`);
  if (timestampHeader !== undefined && timestamp === undefined) return refuse('WEBHOOK_SIGNATURE_MISSING', `The header "${timestampHeader}" is missing.`);
  if (!given.startsWith(prefix)) return refuse('WEBHOOK_SIGNATURE_MALFORMED', `The header "${header}" does not begin with ${JSON.stringify(prefix)}.`);
  if (timestamp !== undefined && !/^\d{1,13}$/.test(timestamp)) return refuse('WEBHOOK_SIGNATURE_MALFORMED', `The header "${String(timestampHeader)}" is no whole number of seconds.`);
  const content = contentOf(scheme, body, timestamp ?? '', id ?? '');
  if (!signedByOne(keys, [given.slice(prefix.length)], (key) => mac(algorithm, key, encoding, ...content))) return refuse('WEBHOOK_SIGNATURE_WRONG', 'No secret of this endpoint made the signature.');
  return timestamp !== undefined && isExpired(Number(timestamp), moment, true) ? refuse('WEBHOOK_EXPIRED', 'It was signed too long ago, or for a time to come.') : undefined;
}

/** A provider whose deliveries carry an HMAC in a header. Throws `OPTION_INVALID` where an option is unknown or does not fit. */
export function hmac(given: HmacOptions): Provider {
  const scheme = readOptions('hmac', hmacFields, given);
  const { name, header, prefix = '', algorithm, encoding, timestampHeader, idHeader, idPath, typeHeader, typePath, timePath, keyPath, content } = scheme;
  return {
    name, secretWords: 'the secret that both sides know', source: 'https://www.rfc-editor.org/rfc/rfc2104',
    tolerance: content.includes('{timestamp}') ? 300_000 : 0, maxBody: 1_048_576,
    // What stands in the body is signed with it.
    signsId: idHeader === undefined ? idPath !== undefined : content.includes('{id}'),
    keyed: keyPath !== undefined, secretHeaders: [], success: 200, key: textKey,
    verify: (arrival, keys, moment) => verify(scheme, arrival, keys, moment),
    read({ headers, body }) {
      const payload = objectOf(body);
      return {
        id: idHeader === undefined ? (idPath === undefined ? undefined : textAt(payload, ...idPath)) : headers[lower(idHeader)],
        type: typeHeader === undefined ? textAt(payload, ...typePath) : headers[lower(typeHeader)],
        time: timePath === undefined ? undefined : timeFrom(at(payload, ...timePath)),
        key: keyPath === undefined ? undefined : textAt(payload, ...keyPath),
      };
    },
    samples: { test: (now) => ({ type: 'test', id: randomHex(8), at: new Date(now).toISOString() }) },
    sample: (type, data) => ({ type, body: JSON.stringify(data), headers: { 'content-type': 'application/json', ...(typeHeader === undefined ? {} : { [typeHeader]: type }), ...(idHeader === undefined ? {} : { [idHeader]: randomHex(8) }) } }),
    sign(sample, _url, secret, now) {
      const timestamp = String(Math.floor(now / 1_000));
      const signed = contentOf(scheme, sample.body, timestamp, sample.headers[idHeader ?? ''] ?? '');
      return { [header]: `${prefix}${mac(algorithm, textKey(secret), encoding, ...signed)}`, ...(timestampHeader === undefined ? {} : { [timestampHeader]: timestamp }) };
    },
  };
}
