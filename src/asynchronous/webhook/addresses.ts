import { BlockList, isIP } from 'node:net';
import type { HttpRequest } from '../../driver/endpoint.ts';
import { list, text } from '../../kernel/option-kinds.ts';
import { make } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';

const words = list(text({ description: 'An address or a range: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".', maxLength: 60 }), { description: 'Addresses and ranges.' });

/** A list of addresses and ranges in CIDR notation (RFC 4632). */
export function ranges(description: string) {
  return make<readonly string[], readonly string[], { readonly description: string; readonly fallback: readonly string[] }>({ description, fallback: [] }, words.schema, (given, path, faults) => {
    const read = words.read(given, path, faults);
    for (const [index, each] of (read ?? []).entries()) if (rangeOf(each) === undefined) faults.push({ path: `${path}[${index}]`, message: `must be an address or a range such as "10.0.0.0/8", not ${JSON.stringify(each)}` } satisfies Fault);
    return read;
  });
}

interface Range {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function rangeOf(written: string): Range | undefined {
  const [address = '', given, ...rest] = written.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = given === undefined ? most : /^\d{1,3}$/.test(given) ? Number(given) : -1;
  return version === 0 || rest.length > 0 || bits < 0 || bits > most ? undefined : { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Addresses that lie in one of the ranges. */
export class Ranges {
  readonly #list = new BlockList();
  readonly empty: boolean;

  constructor(written: readonly string[]) {
    this.empty = written.length === 0;
    for (const range of written.map(rangeOf)) if (range !== undefined) this.#list.addSubnet(range.address, range.bits, range.family);
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}

/** IPv4 as Node writes it on a socket of both kinds; a zone is left out. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** What counts as one sender: an address, and of IPv6 the network of 64 bits, within which whoever has one address has all. */
export function senderOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [start = '', end] = address.split('::');
  const head = start.split(':').filter((each) => each !== '');
  const rest = end === undefined ? [] : end.split(':').filter((each) => each !== '');
  const middle = end === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - rest.length) }, () => '0');
  return [...head, ...middle, ...rest].slice(0, 4).map((each) => each.toLowerCase().replace(/^0+(?=.)/, '')).join(':');
}

const items = (header: string | undefined): readonly string[] => header?.split(',').map((each) => each.trim()).filter((each) => each !== '') ?? [];

/** Who sent a request, and to which address, as far as trusted proxies tell. */
export interface Origin {
  readonly from: string;
  readonly url: string;
}

/**
 * What a request says of its origin. Forwarded headers (`x-forwarded-for`, `-proto`, `-host`) count only where the peer is a trusted proxy; of several
 * values the last one, which the nearest proxy wrote. `publicUrl` is what senders see where it is known.
 */
export function originOf(request: HttpRequest, trusted: Ranges, publicUrl: string | undefined): Origin {
  const { headers, remoteAddress, secure, base, path, query } = request;
  const through = !trusted.empty && trusted.has(remoteAddress);
  const proto = (through ? items(headers['x-forwarded-proto']).at(-1) : undefined) ?? (secure ? 'https' : 'http');
  const host = (through ? items(headers['x-forwarded-host']).at(-1) : undefined) ?? headers['host'] ?? headers[':authority'] ?? '';
  const site = publicUrl ?? `${proto}://${host}`;
  return { from: through ? clientOf(request, trusted) : plainAddress(remoteAddress), url: `${site}${base}${path}${query === '' ? '' : `?${query}`}` };
}

/** The last address of the chain that is no trusted proxy. */
function clientOf({ headers, remoteAddress }: HttpRequest, trusted: Ranges): string {
  const chain = items(headers['x-forwarded-for']);
  return plainAddress(chain.findLast((each) => !trusted.has(each)) ?? chain[0] ?? remoteAddress);
}
