import type { HttpRequest } from '../../driver/endpoint.ts';
import type { Fault } from '../../kernel/options.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { resolve } from './input/coerce.ts';

/** The header `link` (RFC 8288) to the next page: this address with another `after`. */
export function nextLink(request: HttpRequest, next: string): string {
  const kept = request.query.split('&').filter((pair) => pair !== '' && pair !== 'after' && !pair.startsWith('after='));
  return `<${request.base}${request.path}?${[...kept, `after=${encodeURIComponent(next)}`].join('&')}>; rel="next"`;
}

/** Faults of a route that says it has pages and has not what they need. */
export function pageFaults(input: JsonSchema, output: JsonSchema): readonly Fault[] {
  const missing = [...absent(input, ['after'], 'input'), ...absent(output, ['items', 'next'], 'output')];
  return missing.map((message) => ({ path: 'paginate', message, code: 'REST_ROUTE_INVALID' }));
}

function absent(schema: JsonSchema, names: readonly string[], part: string): readonly string[] {
  const properties = (resolve(schema, schema)['properties'] ?? {}) as object;
  return names.filter((name) => !Object.hasOwn(properties, name)).map((name) => `the ${part} has no "${name}"`);
}
