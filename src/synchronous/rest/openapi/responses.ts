import { statusOfCategory } from '../../../http/status.ts';
import type { MapContract } from '../../../kernel/map.ts';
import type { Components } from './components.ts';
import type { DescribedRoute } from './described.ts';
import { exampleOf } from './example.ts';

const problemReference = { $ref: '#/components/schemas/Problem' };

/** What a route may answer: success, each declared error, and what its policies and limits refuse. */
export function responsesOfRoute(route: DescribedRoute, components: Components): object {
  const problems = problemsOf(route, components);
  return { ...successOf(route, components), ...problems, default: { $ref: '#/components/responses/Problem' } };
}

function successOf(route: DescribedRoute, components: Components): Record<string, object> {
  const { options, output, contract, submittable } = route;
  const accepted = submittable || options.respond === 'job' ? { 202: { $ref: '#/components/responses/Accepted' } } : {};
  if (options.respond === 'job') return accepted;
  if (options.status === 204) return { 204: { description: 'Done; there is nothing to say.' }, ...accepted };
  const content = { 'application/json': { schema: components.add(`${contract.name}.Output`, output), example: exampleOf(output) } };
  const cached = options.method === 'GET' && options.etag ? { 304: { description: 'The client has it already.' } } : {};
  return { [options.status]: { description: 'Success.', headers: successHeaders(route), content }, ...cached, ...accepted };
}

function successHeaders({ options, link }: DescribedRoute): object {
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    ...(options.method === 'GET' && options.etag ? { etag: header('A strong ETag of this answer.') } : {}),
    ...(options.paginate ? { link: header('`rel="next"`: the next page (RFC 8288).') } : {}),
    ...(link.policies.rateLimit === undefined ? {} : { ratelimit: header('What is left: `r` calls in `t` seconds.'), 'ratelimit-policy': header('What is allowed: `q` calls in `w` seconds.') }),
  };
}

function problemsOf(route: DescribedRoute, components: Components): Record<string, object> {
  const found = new Map<number, string[]>();
  const schemas = new Map<number, object[]>();
  const say = (status: number, text: string): void => void found.set(status, [...(found.get(status) ?? []), text]);
  for (const [status, text] of ownProblems(route)) say(status, text);
  for (const [code, declared] of Object.entries(route.contract.errors ?? {})) {
    const status = statusOfCategory(declared.category);
    say(status, `\`${code}\`: ${declared.description}`);
    schemas.set(status, [...(schemas.get(status) ?? []), declaredSchema(route.contract, code, declared, components)]);
  }
  return Object.fromEntries([...found].map(([status, texts]) => [status, problemOfStatus(texts, schemas.get(status))]));
}

function problemOfStatus(texts: readonly string[], declared: readonly object[] | undefined): object {
  const schema = declared === undefined ? problemReference : { anyOf: [...declared, problemReference] };
  return { description: texts.join('\n\n'), content: { 'application/problem+json': { schema } } };
}

function* ownProblems({ options, plan, link, submittable }: DescribedRoute): Generator<readonly [number, string]> {
  yield [400, 'The request does not fit; `issues` lists each place.'];
  if (options.authenticated) yield [401, 'Nobody proved who is calling.'];
  if (options.authenticated) yield [403, options.scopes.length === 0 ? 'The caller may not do this.' : `The caller lacks a scope of ${options.scopes.join(', ')}.`];
  if (plan.body !== 'none') yield* [[413, `The body is larger than ${options.maxBody} bytes.`], [415, 'The body is not JSON, or it is encoded.']] as const;
  if (link.policies.idempotency !== undefined || (submittable && options.respond === 'job')) yield* [[409, 'The first request with this `idempotency-key` is not answered yet.'], [422, 'The `idempotency-key` belongs to another input.']] as const;
  if (link.policies.rateLimit !== undefined) yield [429, 'Too many calls; `retry-after` says when to come back.'];
  if (link.policies.bulkhead !== undefined || link.policies.breaker !== undefined) yield [503, 'Too much runs at the same time, or what is behind fails.'];
  if (link.policies.deadline !== undefined) yield [504, `There was no answer within ${link.policies.deadline} ms.`];
}

function declaredSchema(contract: MapContract, code: string, declared: NonNullable<MapContract['errors']>[string], components: Components): object {
  const data = declared.schema === undefined ? undefined : components.add(`${contract.name}.${code}.Data`, declared.schema);
  return {
    allOf: [problemReference],
    type: 'object',
    properties: {
      type: { const: `urn:isthmus:error:${contract.name}:${code}` },
      code: { const: code },
      ...(data === undefined ? {} : { data }),
    },
    required: ['type', 'code', ...(data === undefined ? [] : ['data'])],
  };
}
