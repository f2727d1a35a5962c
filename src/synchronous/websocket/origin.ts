import type { HttpRequest } from '../../driver/endpoint.ts';
import { websocketErrors } from './errors.ts';

/** Lets in pages of this site, those of sites that are named, and who is no browser and sends no origin (RFC 6455, section 10.2). Throws `WEBSOCKET_ORIGIN_REFUSED`. */
export function requireOrigin({ headers }: HttpRequest, allowed: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin) || sameHost(origin, host)) return;
  throw websocketErrors.WEBSOCKET_ORIGIN_REFUSED(`Pages of ${JSON.stringify(origin.slice(0, 200))} may not open this socket.`);
}

/** The scheme is left out: a proxy in front may end TLS. */
function sameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host.toLowerCase() === host.toLowerCase();
}
