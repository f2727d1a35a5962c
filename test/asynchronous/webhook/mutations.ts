/** Small numbers that are alike in every run. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A delivery as a sender made it, and with which secrets it is looked at. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly url: string;
  readonly secrets: readonly string[];
}

type Random = (below: number) => number;
type Mutation = (sent: Sent, header: string, random: Random) => Sent;

const withHeader = (sent: Sent, header: string, value: string | undefined): Sent => {
  const { [header]: _before, ...rest } = sent.headers;
  return { ...sent, headers: value === undefined ? rest : { ...rest, [header]: value } };
};
const changed = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1);
const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;

function changeByte({ body, ...sent }: Sent, random: Random): Sent {
  const bytes = Buffer.from(body);
  const at = random(Math.max(1, bytes.length));
  const made = [
    () => { bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8)); return bytes; },
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]),
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes, Buffer.from(pick(random, ['\n', ' ', '\0', '}']))]),
    () => Buffer.alloc(0),
  ];
  return { ...sent, body: pick(random, made)() };
}

function changeHeader(sent: Sent, header: string, random: Random): Sent {
  const value = sent.headers[header] ?? '';
  const at = random(Math.max(1, value.length));
  return withHeader(sent, header, pick(random, [
    () => changed(value, at, pick(random, ['0', 'a', 'f', '=', ',', ' ', '_', 'Z', '+'])),
    () => value.slice(0, at), () => value.slice(at), () => value.toUpperCase(), () => value.toLowerCase(),
    () => ` ${value}`, () => `${value} `, () => '', () => undefined, () => value.replace('=', '=='), () => value.replaceAll(/[,=]/g, ''),
    () => value.replaceAll('+', '-').replaceAll('/', '_'), () => value.replaceAll(/[0-9a-f]{2}/g, (pair) => Buffer.from(pair, 'hex').toString('latin1')), () => 'v1=', () => 'sha1=00',
  ])());
}

/** Node joins what was sent twice. */
function duplicate(sent: Sent, header: string, random: Random): Sent {
  const value = sent.headers[header] ?? '';
  const other = pick(random, [value, changed(value, value.length - 1, '0'), '', 'v1=00', 't=1', 'v1,AAAA']);
  return withHeader(sent, header, pick(random, [`${value}, ${other}`, `${other}, ${value}`, `${value},${other}`, `${value} ${other}`, `${other} ${value}`]));
}

function changeEncoding({ body, ...sent }: Sent, random: Random): Sent {
  const text = body.toString('utf8');
  return { ...sent, body: pick(random, [() => Buffer.from(text, 'latin1'), () => Buffer.from(text, 'utf16le'), () => Buffer.from(encodeURIComponent(text)), () => Buffer.from(text.normalize('NFD')), () => Buffer.from(JSON.stringify(text)), () => Buffer.from(text.replaceAll('\n', '\r\n'))])() };
}

function changeSecret(sent: Sent, random: Random): Sent {
  const [secret = ''] = sent.secrets;
  const other = `${secret.slice(0, -4)}${secret.endsWith('aaaa') ? 'bbbb' : 'aaaa'}`;
  return { ...sent, secrets: pick(random, [[other], [other, secret], [secret, other], [secret.toUpperCase()]]) };
}

const mutations: readonly Mutation[] = [
  (sent) => sent,
  (sent, _header, random) => changeByte(sent, random),
  changeHeader,
  duplicate,
  (sent, _header, random) => changeEncoding(sent, random),
  (sent, _header, random) => changeSecret(sent, random),
];

/** Changes one thing, or nothing, or two. */
export function mutate(sent: Sent, headers: readonly string[], random: Random): Sent {
  const once = pick(random, mutations)(sent, pick(random, headers), random);
  return random(6) === 0 ? pick(random, mutations)(once, pick(random, headers), random) : once;
}
