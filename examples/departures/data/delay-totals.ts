/** Which flights count; days are `2001-01-31`. */
export interface Filter {
  readonly origin?: string | undefined;
  readonly destination?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly routes: number;
}

export interface Delays {
  readonly flights: number;
  readonly delayed: number;
  readonly totalDelay: number;
  readonly meanDelay: number;
}

export interface DelayReport extends Delays {
  readonly routesInAll: number;
  readonly routes: Array<Delays & { readonly origin: string; readonly destination: string }>;
}

interface Sum {
  flights: number;
  delayed: number;
  totalDelay: number;
}

/** Adds up delays by route. */
export class DelayTotals {
  readonly #byRoute = new Map<string, Map<string, Sum>>();

  add(origin: string, destination: string, delay: number): void {
    let destinations = this.#byRoute.get(origin);
    if (destinations === undefined) this.#byRoute.set(origin, (destinations = new Map()));
    let sum = destinations.get(destination);
    if (sum === undefined) destinations.set(destination, (sum = { flights: 0, delayed: 0, totalDelay: 0 }));
    sum.flights += 1;
    sum.totalDelay += delay;
    if (delay >= 15) sum.delayed += 1;
  }

  /** The sums over all and the `limit` busiest routes. */
  report(limit: number): DelayReport {
    const routes = [...this.#byRoute].flatMap(([origin, destinations]) => [...destinations].map(([destination, sum]) => ({ origin, destination, ...withMean(sum) })));
    routes.sort((a, b) => b.flights - a.flights || (`${a.origin}${a.destination}` < `${b.origin}${b.destination}` ? -1 : 1));
    const all = routes.reduce<Sum>((sum, route) => ({ flights: sum.flights + route.flights, delayed: sum.delayed + route.delayed, totalDelay: sum.totalDelay + route.totalDelay }), { flights: 0, delayed: 0, totalDelay: 0 });
    return { ...withMean(all), routesInAll: routes.length, routes: routes.slice(0, limit) };
  }
}

function withMean(sum: Sum): Delays {
  return { ...sum, meanDelay: sum.flights === 0 ? 0 : Math.round((sum.totalDelay / sum.flights) * 100) / 100 };
}
