import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import type { JobPort, JobView, MethodHost } from '../../../driver/method.ts';
import { httpErrors } from '../../../http/errors.ts';
import { callerOf } from '../access.ts';
import { Exchange } from '../exchange.ts';
import { failureResponse } from '../failure.ts';
import type { RestRoute } from '../route.ts';
import { jobResponse } from './view.ts';

type Act = (jobs: JobPort, seen: JobView) => JobView | Promise<JobView>;

/** `GET` and `DELETE /jobs/{id}`: jobs of operations that REST offers, to who submitted them; by the option `jobs` of the route, to whoever may call the operation. */
export class JobAnswerer {
  readonly #routes: ReadonlyMap<string, readonly RestRoute[]>;
  readonly #host: MethodHost;
  readonly #act: Act;

  constructor(routes: readonly RestRoute[], host: MethodHost, act: Act) {
    this.#routes = Map.groupBy(routes, (route) => route.contract.name);
    this.#host = host;
    this.#act = act;
  }

  async answer(request: HttpRequest, [id = '']: readonly string[]): Promise<HttpResponse> {
    let route = this.#anyRoute();
    try {
      const jobs = this.#host.jobs();
      const seen = await jobs?.get(id);
      const own = seen === undefined ? [] : (this.#routes.get(seen.operation) ?? []);
      route = own[0] ?? route;
      if (jobs === undefined || seen === undefined || !(await visible(own, request, seen))) throw httpErrors.ROUTE_UNKNOWN('There is no such job.');
      return jobResponse(request, await this.#act(jobs, seen));
    } catch (error) {
      return failureResponse(new Exchange(route, request, [], undefined), error, this.#host.log);
    }
  }

  #anyRoute(): RestRoute {
    const [[route] = []] = this.#routes.values();
    if (route === undefined) throw new TypeError('There are no routes.');
    return route;
  }
}

/** Whether one of the operation's routes shows a job to whoever asks. Throws what the first one throws where none does. */
async function visible(routes: readonly RestRoute[], request: HttpRequest, job: JobView): Promise<boolean> {
  const refusals: unknown[] = [];
  for (const route of routes) {
    try {
      const caller = await callerOf(route, request);
      if (route.options.jobs === 'all' || (caller?.subject === job.caller?.subject && caller?.tenant === job.caller?.tenant)) return true;
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
  return false;
}
