import type { HttpEndpoint, HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import { guarded } from '../../http/dispatch.ts';
import { httpErrors } from '../../http/errors.ts';
import { problemResponse } from '../../http/problem.ts';
import { RouteAnswerer } from './answer.ts';
import { JobAnswerer } from './jobs/endpoint.ts';
import { DocumentAnswerer } from './openapi/endpoint.ts';
import { PageAnswerer } from './page/endpoint.ts';
import type { RestRoute } from './route.ts';
import { parsePath } from './routing/path.ts';
import type { Segment } from './routing/path.ts';
import { Router } from './routing/router.ts';
import { Running } from './running.ts';

/** Whatever answers at a route. */
interface Answerer {
  answer(request: HttpRequest, parameters: readonly string[]): HttpResponse | Promise<HttpResponse>;
}

/** All routes of an app as one endpoint. */
export class RestEndpoint {
  readonly handle: HttpEndpoint;
  readonly #router = new Router<Answerer>();
  readonly #running = new Running();
  #taking = false;

  constructor(routes: readonly RestRoute[], host: MethodHost) {
    for (const route of routes) this.#router.add(route.options.method, route.segments, new RouteAnswerer(route, host, this.#running));
    if (host.documents !== 'none') this.#add('GET', '/openapi.json', new DocumentAnswerer(host));
    if (host.documents === 'all') this.#add('GET', '/docs', new PageAnswerer(host.name));
    this.#add('GET', '/jobs/{id}', new JobAnswerer(routes, host, (_jobs, seen) => seen));
    this.#add('DELETE', '/jobs/{id}', new JobAnswerer(routes, host, (jobs, seen) => jobs.cancel(seen.id)));
    this.handle = guarded((request) => this.#find(request), host.log);
  }

  start(): void {
    this.#taking = true;
  }

  /** Refuses what is new and waits for what runs; at `signal` the handlers are aborted. */
  drain(signal: AbortSignal): Promise<void> {
    this.#taking = false;
    return this.#running.drained(signal, () => httpErrors.SERVER_DRAINING('The app is stopping.'));
  }

  #add(method: string, path: string, answerer: Answerer): void {
    this.#router.add(method, parsePath(path) as readonly Segment[], answerer);
  }

  #find(request: HttpRequest): HttpResponse | undefined | Promise<HttpResponse> {
    const found = this.#router.find(request.method, request.path) ?? (request.method === 'HEAD' ? this.#router.find('GET', request.path) : undefined);
    if (found === undefined) return this.#other(request);
    if (!this.#taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is starting or stopping.', retryAfter: 1_000 });
    return found.route.answer(request, found.parameters);
  }

  #other(request: HttpRequest): HttpResponse | undefined {
    // About the server as a whole (RFC 9110, section 9.3.7).
    if (request.path === '*' && request.method === 'OPTIONS') return { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } };
    const allow = this.#router.allowed(request.path);
    if (allow === undefined) return undefined;
    if (request.method === 'OPTIONS') return { status: 204, headers: { allow } };
    const fault = httpErrors.METHOD_NOT_ALLOWED({ what: `${request.method.slice(0, 20)} is not offered at ${request.path.slice(0, 200)}.`, details: { allow } });
    return problemResponse(fault, undefined, { allow });
  }
}
