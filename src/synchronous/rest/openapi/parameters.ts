import type { JsonSchema } from '../../../kernel/schema.ts';
import { resolve } from '../input/coerce.ts';
import { keyPattern } from '../idempotency-key.ts';
import type { Components } from './components.ts';
import type { DescribedRoute } from './described.ts';
import { exampleOf } from './example.ts';
import { streamBody } from './media.ts';

/** Parameters of path, query and headers, those that REST itself reads included. */
export function parametersOfRoute(route: DescribedRoute, components: Components): readonly object[] {
  const { plan } = route;
  const own = [
    ...plan.path.map(({ property }) => parameter(route, components, 'path', property, property)),
    ...[...plan.query.keys()].map((property) => parameter(route, components, 'query', property, property)),
    ...plan.headers.map(({ property, header }) => parameter(route, components, 'header', property, header)),
  ];
  return [...own, ...conventions(route)];
}

function parameter(route: DescribedRoute, components: Components, place: string, property: string, name: string): object {
  const root = resolve(route.input, route.input);
  const properties = (root['properties'] ?? {}) as Record<string, JsonSchema>;
  const schema = properties[property] ?? {};
  const needed = place === 'path' || (root['required'] as readonly string[] | undefined)?.includes(property) === true;
  const { description, ...rest } = schema as Record<string, unknown>;
  return {
    name, in: place, required: needed, ...(typeof description === 'string' ? { description } : {}),
    schema: components.hoisted(`${route.contract.name}.Input`, { ...(route.input['$defs'] === undefined ? {} : { $defs: route.input['$defs'] }), ...rest }),
    ...(needed ? { example: exampleOf(schema, route.input) } : {}),
  };
}

function conventions({ options, link, submittable, streams }: DescribedRoute): readonly object[] {
  const found: object[] = [];
  const text = (name: string, description: string, required = false, more: object = {}) => found.push({ name, in: 'header', required, description, schema: { type: 'string', ...more } });
  const validated = options.method === 'GET' && !streams.output;
  if (validated && (options.etag || options.respond === 'file')) text('if-none-match', 'ETags that the client has; 304 where one is current (RFC 9110, section 13.1.2).');
  if (validated && (options.lastModified !== undefined || options.respond === 'file')) text('if-modified-since', '304 where it has not changed since then (RFC 9110, section 13.1.3).');
  if (options.respond === 'file') text('range', 'A part: `bytes=0-1023`, `bytes=1024-`, `bytes=-1024` (RFC 9110, section 14.2). Several parts are answered with the whole.');
  if (options.respond === 'file') text('if-range', 'ETag or date; the part is sent only of this state (RFC 9110, section 13.1.5).');
  const { idempotency } = link.policies;
  const submits = options.respond === 'job';
  if (options.method !== 'GET' && (idempotency !== undefined || submits))
    text('idempotency-key', 'The same key gives the same answer; a fresh UUID for each new piece of work.', idempotency?.required === true && !submits, { minLength: 1, maxLength: 255, pattern: keyPattern.source });
  if (submittable && !submits) text('prefer', '`respond-async` answers 202 with a job (RFC 7240).');
  return found;
}

/** The request body; `undefined` where the address says everything. */
export function bodyOfRoute(route: DescribedRoute, components: Components): object | undefined {
  const { plan, input, contract, streams } = route;
  if (plan.body === 'none' && !streams.input) return undefined;
  const name = `${contract.name}.Input`;
  const shown = plan.elsewhere.size === 0 ? input : without(input, plan.elsewhere);
  const schema = shown === input ? components.add(name, input) : components.hoisted(name, shown);
  if (streams.input) return streamBody(route, components, components.hoisted(name, shown));
  const required = plan.body === 'whole' || ((resolve(shown, input)['required'] as readonly string[] | undefined)?.length ?? 0) > 0;
  return { required, content: { 'application/json': { schema, example: exampleOf(shown, input) } } };
}

function without(input: JsonSchema, elsewhere: ReadonlySet<string>): JsonSchema {
  const schema = resolve(input, input);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).filter(([name]) => !elsewhere.has(name));
  const required = ((schema['required'] ?? []) as readonly string[]).filter((name) => !elsewhere.has(name));
  return { ...schema, ...(input['$defs'] === undefined ? {} : { $defs: input['$defs'] }), properties: Object.fromEntries(properties), required };
}
