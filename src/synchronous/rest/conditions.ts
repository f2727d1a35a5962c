import type { HttpRequest } from '../../driver/endpoint.ts';
import { restErrors } from './errors.ts';

const conditions = ['if-match', 'if-none-match', 'if-unmodified-since'] as const;

/** Refuses conditions of a write that nobody would check; `if-modified-since` counts for reads only. Throws `CONDITION_UNSUPPORTED`. */
export function refuseConditions(request: HttpRequest, taken: ReadonlySet<string>): void {
  for (const name of conditions)
    if (request.headers[name] !== undefined && !taken.has(name)) throw restErrors.CONDITION_UNSUPPORTED(`This operation does not check "${name}".`);
}
