import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import type { JobPort, JobView, MethodHost } from '../../../driver/method.ts';
import { httpErrors } from '../../../http/errors.ts';
import { callerOf } from '../access.ts';
import { Exchange } from '../exchange.ts';
import { failureResponse } from '../failure.ts';
import type { RestRoute } from '../route.ts';
import { jobResponse } from './view.ts';

type Act = (jobs: JobPort, seen: JobView) => JobView | Promise<JobView>;

/** `GET` and `DELETE /jobs/{id}`: jobs of operations that REST offers, to whoever may call the operation. */
export class JobAnswerer {
  readonly #routes: ReadonlyMap<string, RestRoute>;
  readonly #host: MethodHost;
  readonly #act: Act;

  constructor(routes: readonly RestRoute[], host: MethodHost, act: Act) {
    this.#routes = new Map(routes.map((route) => [route.contract.name, route]));
    this.#host = host;
    this.#act = act;
  }

  async answer(request: HttpRequest, [id = '']: readonly string[]): Promise<HttpResponse> {
    let route = this.#anyRoute();
    try {
      const jobs = this.#host.jobs();
      const seen = await jobs?.get(id);
      const owner = seen === undefined ? undefined : this.#routes.get(seen.operation);
      if (jobs === undefined || seen === undefined || owner === undefined) throw httpErrors.ROUTE_UNKNOWN('There is no such job.');
      route = owner;
      await callerOf(owner, request);
      return jobResponse(request, await this.#act(jobs, seen));
    } catch (error) {
      return failureResponse(new Exchange(route, request, [], undefined), error, this.#host.log);
    }
  }

  #anyRoute(): RestRoute {
    const [route] = this.#routes.values();
    if (route === undefined) throw new TypeError('There are no routes.');
    return route;
  }
}
