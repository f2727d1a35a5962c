import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';

import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import type { MethodHost, PlannedLink } from '../../../driver/method.ts';
import { httpErrors } from '../../../http/errors.ts';
import { problemResponse } from '../../../http/problem.ts';
import { statusOf } from '../../../http/status.ts';
import { enteredTraceparent } from '../../../telemetry/traceparent.ts';
import { graphqlErrors } from '../errors.ts';
import { Documents } from '../execution/documents.ts';
import { requireLimits } from '../execution/limits.ts';
import { CalledOperation } from '../execution/operation.ts';
import { RequestContext } from '../execution/request-context.ts';
import type { Library } from '../library.ts';
import { methodOf } from '../method.ts';
import type { GraphqlMethod } from '../method.ts';
import { buildSchema } from '../schema/build.ts';
import { jsonAnswer, mediaTypeOf } from './answer.ts';
import type { MediaType } from './answer.ts';
import { eventsAnswer } from './events.ts';
import { readParameters } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { shownError, shownGraphqlError, shownResult } from './shown.ts';

interface Asked extends Parameters {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** One path: its schema, and the requests that it answers. */
export class GraphqlPath {
  readonly #library: Library;
  readonly #host: MethodHost;
  readonly #method: GraphqlMethod;
  readonly #schema: GraphQLSchema;
  readonly #documents: Documents;
  readonly #running = new Set<RequestContext>();
  #idle: (() => void) | undefined;
  #taking = false;

  constructor(library: Library, links: readonly [PlannedLink, ...PlannedLink[]], host: MethodHost) {
    this.#library = library;
    this.#host = host;
    this.#method = methodOf(links[0]);
    const operations = new Map(links.map((link) => [link, new CalledOperation(link, host)]));
    this.#schema = buildSchema(library, links, (link) => operations.get(link) ?? new CalledOperation(link, host));
    this.#documents = new Documents(library, this.#schema, this.#method.graphql);
  }

  start(): void {
    this.#taking = true;
  }

  async answer(request: HttpRequest): Promise<HttpResponse> {
    const traceparent = enteredTraceparent(request.headers['traceparent'], undefined, this.#host.tracing);
    let type: MediaType = 'application/json';
    try {
      if (request.method !== 'GET' && request.method !== 'POST') return notAllowed(request);
      if (!this.#taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is starting or stopping.', retryAfter: 1_000 });
      if (request.method === 'GET' && request.query === 'sdl' && this.#documents.introspection) return this.#sdl();
      type = mediaTypeOf(request);
      return await this.#ask(request, type);
    } catch (error) {
      return jsonAnswer(type, statusOf(error), { errors: [shownError(error, this.#host.log, traceparent)] });
    }
  }

  /** Refuses what is new, ends subscriptions, and waits for what runs; at `signal` it is aborted. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#taking = false;
    if (this.#running.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const stop = (): void => {
      for (const each of this.#running) each.abort(httpErrors.SERVER_DRAINING('The app is stopping.'));
      setImmediate(resolve);
    };
    for (const each of this.#running) if (each.endless) each.abort(httpErrors.SERVER_DRAINING('The app is stopping.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    await promise;
    signal.removeEventListener('abort', stop);
  }

  #sdl(): HttpResponse {
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: this.#library.printSchema(this.#schema) };
  }

  async #ask(request: HttpRequest, type: MediaType): Promise<HttpResponse> {
    const caller = await this.#method.authenticate?.(request);
    const parameters = await readParameters(request, this.#method.graphql);
    const read = this.#documents.read(this.#documents.text(parameters.query, parameters.hashed));
    const context = new RequestContext(request, caller, this.#host);
    if (read.faults !== undefined) return jsonAnswer(type, faultStatus(type), { errors: read.faults.map((each) => shownGraphqlError(each, this.#host.log, context.traceparent)) });
    const operation = this.#library.getOperationAST(read.document, parameters.operationName);
    if (operation === null || operation === undefined) throw graphqlErrors.GRAPHQL_REQUEST_INVALID('The document has several operations, or none of this name; `operationName` says which.');
    if (request.method === 'GET' && operation.operation === this.#library.OperationTypeNode.MUTATION) throw graphqlErrors.GRAPHQL_MUTATION_BY_GET('A mutation was sent by GET.');
    requireLimits(this.#library, this.#schema, read.document, operation, parameters.variables, this.#method.graphql);
    this.#running.add(context);
    return this.#run({ ...parameters, document: read.document, operation }, context, type);
  }

  async #run(asked: Asked, context: RequestContext, type: MediaType): Promise<HttpResponse> {
    let flows = false;
    try {
      if (asked.operation.operation === this.#library.OperationTypeNode.SUBSCRIPTION) {
        if (type !== 'text/event-stream') throw graphqlErrors.GRAPHQL_SUBSCRIPTION_AS_EVENTS('A subscription was asked for as one answer.');
        context.endless = true;
        const results = await this.#library.subscribe(this.#arguments(asked, context));
        if (Symbol.asyncIterator in results) {
          flows = true;
          return eventsAnswer(this.#shown(results, context), this.#method.graphql.heartbeat, () => this.#end(context));
        }
        return this.#result(results, context, type);
      }
      const result = await this.#library.execute(this.#arguments(asked, context));
      return this.#result(result, context, type);
    } finally {
      if (!flows) this.#end(context);
    }
  }

  #arguments({ document, variables, operationName }: Asked, context: RequestContext) {
    return { schema: this.#schema, document, contextValue: context, variableValues: variables, operationName };
  }

  #result(result: ExecutionResult, context: RequestContext, type: MediaType): HttpResponse {
    return type === 'text/event-stream'
      ? eventsAnswer(one(shownResult(result, this.#host.log, context.traceparent)), this.#method.graphql.heartbeat, () => {})
      : jsonAnswer(type, 'data' in result ? 200 : faultStatus(type), shownResult(result, this.#host.log, context.traceparent));
  }

  /** What fails on the way is told as a last result, since the status is long sent. */
  async *#shown(results: AsyncIterable<ExecutionResult>, context: RequestContext): AsyncGenerator<unknown> {
    try {
      for await (const result of results) yield shownResult(result, this.#host.log, context.traceparent);
    } catch (error) {
      yield { errors: [shownError(error instanceof this.#library.GraphQLError ? (error.originalError ?? error) : error, this.#host.log, context.traceparent)] };
    }
  }

  #end(context: RequestContext): void {
    context.end();
    this.#running.delete(context);
    if (this.#running.size === 0) this.#idle?.();
  }
}

async function* one(value: unknown): AsyncGenerator<unknown> {
  yield value;
}

/** A document that does not fit is 400, save for clients of the old media type (section 6.4). */
const faultStatus = (type: MediaType): number => (type === 'application/graphql-response+json' ? 400 : 200);

function notAllowed(request: HttpRequest): HttpResponse {
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: 'GET, POST, OPTIONS' } };
  return problemResponse(httpErrors.METHOD_NOT_ALLOWED(`${request.method.slice(0, 20)} is not offered at ${request.path.slice(0, 200)}.`), undefined, { allow: 'GET, POST, OPTIONS' });
}
