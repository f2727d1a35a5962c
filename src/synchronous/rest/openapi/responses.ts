import { statusOfCategory } from '../../../http/status.ts';
import type { MapContract } from '../../../kernel/map.ts';
import type { Components } from './components.ts';
import type { DescribedRoute } from './described.ts';
import { exampleOf } from './example.ts';
import { acceptedResponse, retryAfter } from './shared.ts';
import { streamContent } from './media.ts';

const problemReference = { $ref: '#/components/schemas/Problem' };

/** What a route may answer: success, each declared error, and what its policies and limits refuse. */
export function responsesOfRoute(route: DescribedRoute, components: Components): object {
  const problems = problemsOf(route, components);
  return { ...successOf(route, components), ...problems, default: { $ref: '#/components/responses/Problem' } };
}

function successOf(route: DescribedRoute, components: Components): Record<string, object> {
  const { options, submittable, streams } = route;
  const accepted = submittable || options.respond === 'job' ? { 202: acceptedResponse } : {};
  if (options.respond === 'job') return accepted;
  if (options.status === 204) return { 204: { description: 'Done; there is nothing to say.', ...headersOf(route) }, ...accepted };
  if (options.respond === 'file') return fileSuccess(route);
  const content = streams.output ? streamContent(route, components) : valueContent(route, components);
  return { [options.status]: { description: 'Success.', ...headersOf(route), content }, ...(isValidated(route) ? { 304: { description: 'The client has it already.' } } : {}), ...accepted };
}

function valueContent({ contract, output }: DescribedRoute, components: Components): object {
  return { 'application/json': { schema: components.add(`${contract.name}.Output`, output), example: exampleOf(output) } };
}

function fileSuccess(route: DescribedRoute): Record<string, object> {
  const content = { '*/*': {} };
  const part = { 'content-range': { description: 'Which part of how many bytes (RFC 9110, section 14.4).', schema: { type: 'string' } } };
  return {
    200: { description: 'The whole file.', ...headersOf(route), content },
    206: { description: 'The part that `range` asks for.', headers: { ...headersOf(route).headers, ...part }, content },
    304: { description: 'The client has it already.' },
  };
}

/** Whether the answer tells its state, so that a client need not get it again. */
function isValidated({ options, streams }: DescribedRoute): boolean {
  return options.method === 'GET' && !streams.output && (options.etag || options.lastModified !== undefined || options.respond === 'file');
}

function headersOf(route: DescribedRoute): { readonly headers?: object } {
  const { options, link } = route;
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  const isFile = options.respond === 'file';
  const found = {
    ...(isValidated(route) && (options.etag || isFile) ? { etag: header('An ETag of this answer; weak where it is compressed.') } : {}),
    ...(isValidated(route) && (options.lastModified !== undefined || isFile) ? { 'last-modified': header('When it last changed.') } : {}),
    ...(options.paginate ? { link: header('`rel="next"`: the next page (RFC 8288).') } : {}),
    ...(options.deprecated === undefined ? {} : { deprecation: header('Since when this is deprecated (RFC 9745).') }),
    ...(options.sunset === undefined ? {} : { sunset: header('When this goes away (RFC 8594).') }),
    ...(link.policies.rateLimit === undefined ? {} : { ratelimit: header('What is left: `r` calls in `t` seconds.'), 'ratelimit-policy': header('What is allowed: `q` calls in `w` seconds.') }),
  };
  return Object.keys(found).length === 0 ? {} : { headers: found };
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
  return Object.fromEntries([...found].map(([status, texts]) => [status, problemOfStatus(status, texts, schemas.get(status))]));
}

const waiting = new Set([409, 429, 503]);

function problemOfStatus(status: number, texts: readonly string[], declared: readonly object[] | undefined): object {
  const schema = declared === undefined ? problemReference : { anyOf: [...declared, problemReference] };
  const headers = waiting.has(status) ? { headers: { 'retry-after': retryAfter } } : {};
  return { description: texts.join('\n\n'), ...headers, content: { 'application/problem+json': { schema } } };
}

function* ownProblems({ options, plan, link, submittable, streams }: DescribedRoute): Generator<readonly [number, string]> {
  yield [400, 'The request does not fit; `issues` lists each place.'];
  if (options.authenticated) yield [401, 'Nobody proved who is calling.'];
  if (options.authenticated) yield [403, options.scopes.length === 0 ? 'The caller may not do this.' : `The caller lacks a scope of ${options.scopes.join(', ')}.`];
  if (options.status !== 204 && options.respond !== 'file') yield [406, 'The header `accept` rules out every form of the answer.'];
  if (options.respond === 'file') yield* [[404, 'There is no such file.'], [412, 'A condition of the request does not hold.'], [416, 'There is no such part; `content-range` tells the size.']] as const;
  else if (options.method === 'GET' && !streams.output && (options.etag || options.lastModified !== undefined)) yield [412, 'A condition of the request does not hold.'];
  if (plan.body !== 'none' || streams.input) yield* [[413, `The body is larger than ${streams.input ? options.maxStream : options.maxBody} bytes.`], [415, 'The body has a type or an encoding that is not read.']] as const;
  if (link.policies.idempotency !== undefined || (submittable && options.respond === 'job')) yield* [[409, 'The first request with this `idempotency-key` is not answered yet.'], [422, 'The `idempotency-key` belongs to another input.']] as const;
  if (options.method !== 'GET') yield [412, 'The request states a condition that is not checked here, or that does not hold.'];
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
