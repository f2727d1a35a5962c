import type { HttpRequest } from '../../../driver/endpoint.ts';
import { parseBody, readBytes } from '../../../http/json-body.ts';
import { parseJson } from '../../../kernel/json.ts';
import { graphqlErrors } from '../errors.ts';
import type { GraphqlOptions } from '../options.ts';

/** What a client asks for (GraphQL over HTTP, section 5.1). */
export interface Parameters {
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `extensions.persistedQuery.sha256Hash`. */
  readonly hashed: string | undefined;
}

/** Reads the parameters. Throws `GRAPHQL_REQUEST_INVALID` and what reading a body throws. */
export async function readParameters(request: HttpRequest, options: GraphqlOptions): Promise<Parameters> {
  return checked(request.method === 'GET' ? fromQuery(request.query, options.maxJsonDepth) : await fromBody(request, options));
}

async function fromBody(request: HttpRequest, { maxBody, maxJsonDepth }: GraphqlOptions): Promise<unknown> {
  const limits = { maxBody, maxDepth: maxJsonDepth };
  return parseBody(request, await readBytes(request, limits), limits);
}

function fromQuery(query: string, maxDepth: number): Readonly<Record<string, unknown>> {
  const given = new URLSearchParams(query);
  const json = (name: string): unknown => {
    const text = given.get(name);
    return text === null || text === '' ? undefined : parseJson(Buffer.from(text), maxDepth);
  };
  return { query: given.get('query') ?? undefined, operationName: given.get('operationName') ?? undefined, variables: json('variables'), extensions: json('extensions') };
}

function checked(given: unknown): Parameters {
  if (!isObject(given)) throw graphqlErrors.GRAPHQL_REQUEST_INVALID('The request is no JSON object.');
  const text = (name: string): string | undefined => {
    const value = given[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw graphqlErrors.GRAPHQL_REQUEST_INVALID(`\`${name}\` must be text.`);
    return value;
  };
  const object = (name: string): Readonly<Record<string, unknown>> => {
    const value = given[name] ?? {};
    if (!isObject(value)) throw graphqlErrors.GRAPHQL_REQUEST_INVALID(`\`${name}\` must be an object.`);
    return value;
  };
  const persisted = object('extensions')['persistedQuery'];
  const hashed = isObject(persisted) && typeof persisted['sha256Hash'] === 'string' ? persisted['sha256Hash'] : undefined;
  const query = text('query');
  if (query === undefined && hashed === undefined) throw graphqlErrors.GRAPHQL_REQUEST_INVALID('The request has no `query`.');
  return { query, operationName: text('operationName'), variables: object('variables'), hashed };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
