import type { HttpEndpoint, UpgradeEndpoint } from '../driver/endpoint.ts';
import type { Engine, OpenEngine } from '../driver/engine.ts';
import type { RunningMethod } from '../driver/method.ts';
import { combine } from '../http/dispatch.ts';
import { health } from '../http/health.ts';
import type { Readiness } from '../http/health.ts';
import { NodeHost } from '../http/node/host.ts';
import type { HttpOptions } from '../http/options.ts';
import type { Log } from '../kernel/handler.ts';

/** What readiness looks at. */
export interface Readable {
  readonly engines: ReadonlyMap<Engine, OpenEngine>;
  /** As they stand on the map. */
  readonly engineNames: ReadonlyMap<Engine, string>;
  readonly stopping: boolean;
}

/** The endpoints of all methods, health first, then webhooks, since their addresses are exact; `undefined` where no method has one. */
export function endpointOf(methods: readonly RunningMethod[], state: Readable): HttpEndpoint | undefined {
  const endpoints = methods.toSorted((a, b) => Number(b.webhooks !== undefined) - Number(a.webhooks !== undefined)).map((each) => each.endpoint).filter((each) => each !== undefined);
  return endpoints.length === 0 ? undefined : combine([health(() => readiness(state)), ...endpoints]);
}

/** What takes connections that leave HTTP; `undefined`: nobody. */
export function upgradeOf(methods: readonly RunningMethod[]): UpgradeEndpoint | undefined {
  const upgrades = methods.map((each) => each.upgrade).filter((each) => each !== undefined);
  if (upgrades.length <= 1) return upgrades[0];
  return async (request) => {
    for (const upgrade of upgrades) {
      const answer = await upgrade(request);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Whether every engine can take work. */
export async function readiness(state: Readable): Promise<Readiness> {
  const found = await Promise.all([...state.engines].map(async ([engine, open]) => [state.engineNames.get(engine) ?? engine.kind, await open.health()] as const));
  const checks = Object.fromEntries(found);
  if (state.stopping) return { ready: false, checks: { ...checks, app: { ready: false, reason: 'It is stopping.' } } };
  return { ready: found.every(([, { ready }]) => ready), checks };
}

/** A port that is being served. */
export interface OpenPort {
  readonly url: string;
  drain(signal: AbortSignal): Promise<void>;
}

/** Listens for an endpoint. Throws `LISTEN_FAILED`. */
export async function listen(endpoint: HttpEndpoint, options: HttpOptions, log: Log, upgrade?: UpgradeEndpoint): Promise<OpenPort> {
  const host = new NodeHost(endpoint, options, log, upgrade);
  const { url } = await host.start();
  return { url, drain: (signal) => host.drain(signal) };
}
