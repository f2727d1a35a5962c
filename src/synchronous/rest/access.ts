import type { HttpRequest } from '../../driver/endpoint.ts';
import { httpErrors } from '../../http/errors.ts';
import type { Caller } from '../../kernel/handler.ts';
import type { RestRoute } from './route.ts';

/** Finds out who calls and whether they may. Throws what `authenticate` throws, `CREDENTIALS_MISSING` or `PERMISSION_MISSING`. */
export function callerOf(route: RestRoute, request: HttpRequest): Caller | undefined | Promise<Caller | undefined> {
  const caller = route.authenticate?.(request);
  return caller instanceof Promise ? caller.then((settled) => permitted(route, settled)) : permitted(route, caller);
}

function permitted(route: RestRoute, caller: Caller | undefined): Caller | undefined {
  const { scopes } = route.options;
  if (scopes.length === 0) return caller;
  if (caller === undefined) throw httpErrors.CREDENTIALS_MISSING('The request names no caller.');
  const missing = scopes.filter((scope) => caller.scopes?.includes(scope) !== true);
  if (missing.length > 0) throw httpErrors.PERMISSION_MISSING({ what: `The caller lacks the scope ${missing.map((scope) => `"${scope}"`).join(', ')}.`, details: { scopes: missing } });
  return caller;
}

const schemes = { bearer: 'Bearer', basic: 'Basic realm="api", charset="UTF-8"', 'api-key': 'ApiKey' } as const;

/** The header `www-authenticate` of a 401 (RFC 9110, section 11.6.1). */
export function challenge(route: RestRoute): string {
  return schemes[route.options.security];
}
