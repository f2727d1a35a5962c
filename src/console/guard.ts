import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../driver/endpoint.ts';
import { httpErrors } from '../http/errors.ts';
import { consoleErrors } from './errors.ts';

/** Refuses what does not come from a program with the token. */
export class Guard {
  readonly #token: Buffer;
  /** `undefined`: any. */
  #hosts: ReadonlySet<string> | undefined = new Set();

  constructor(token: string) {
    this.#token = digest(token);
  }

  /** What the header "host" may say; nothing until this was called. `undefined`: anything, where another address than loopback was asked for. */
  allow(hosts: ReadonlySet<string> | undefined): void {
    this.#hosts = hosts;
  }

  /** Throws `ADMIN_HOST_REFUSED`, `ADMIN_ORIGIN_REFUSED`, `ADMIN_TOKEN_REFUSED` or `HEADER_DUPLICATED`. */
  check({ headers, duplicates }: HttpRequest): void {
    const [repeated] = duplicates;
    if (repeated !== undefined) throw httpErrors.HEADER_DUPLICATED(`The header "${repeated}" was sent more than once.`);
    const host = (headers['host'] ?? '').toLowerCase();
    if (this.#hosts?.has(host) === false) throw consoleErrors.ADMIN_HOST_REFUSED(`The request was sent to the host ${JSON.stringify(host.slice(0, 100))}.`);
    if (headers['origin'] !== undefined) throw consoleErrors.ADMIN_ORIGIN_REFUSED(`The request has the origin ${JSON.stringify(headers['origin'].slice(0, 100))}.`);
    this.#checkToken(headers['authorization']);
  }

  #checkToken(authorization: string | undefined): void {
    if (authorization === undefined) throw consoleErrors.ADMIN_TOKEN_REFUSED('The request has no token.');
    const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
    if (!timingSafeEqual(digest(given), this.#token)) throw consoleErrors.ADMIN_TOKEN_REFUSED('The token is wrong.');
  }
}

/** Of one length whatever was sent, so that the comparison takes the same time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What the host header may say for an address and a port. */
export function hostsOf(url: string): ReadonlySet<string> {
  const { host, port } = new URL(url);
  return new Set([host, `127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]);
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
