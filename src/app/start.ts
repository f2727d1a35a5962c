import type { Clock } from '../kernel/clock.ts';
import type { Event } from '../kernel/contract.ts';
import type { Log } from '../kernel/handler.ts';
import type { IntegrationMap } from '../kernel/map.ts';
import type { QueueAdministration, StreamAdministration } from '../driver/administration.ts';
import type { HttpEndpoint } from '../driver/endpoint.ts';
import type { WebhookAdministration } from '../driver/webhook.ts';
import type { Engine, OpenEngine } from '../driver/engine.ts';
import type { MethodRunner, PlannedLink, RunningMethod } from '../driver/method.ts';
import { HandOver } from '../asynchronous/relay/across.ts';
import type { HttpOptions } from '../http/options.ts';
import type { TelemetryValues } from '../telemetry/options.ts';
import { prometheusText } from '../telemetry/prometheus.ts';
import type { openConsole, OpenConsole } from '../console/open.ts';
import type { AdminOptions } from '../console/options.ts';
import type { ConsoleSource } from '../console/source.ts';
import { administeredQueues, administeredStreams, packageVersion } from './console.ts';
import { methodHost } from './host.ts';
import { endpointOf, listen, readiness, upgradeOf } from './listen.ts';
import type { OpenPort } from './listen.ts';
import type { Declaration } from './plan.ts';
import { engineOf, nameEngines } from './plan-engines.ts';
import { Runtime } from './runtime.ts';
import { serveMetrics } from './metrics-port.ts';
import { AppTelemetry } from './telemetry.ts';
import { appErrors } from './errors.ts';

export interface StartSettings {
  /** `undefined`: nothing listens, the endpoint is mounted elsewhere. */
  readonly http: HttpOptions | undefined;
  readonly log: Log;
  readonly clock: Clock;
  readonly drainWithin: number;
  /** `undefined`: closed. */
  readonly admin: AdminOptions | undefined;
  readonly map: IntegrationMap;
  /** Sign and verify callers on engines that others write into; none: callers don't travel there. */
  readonly callerKeys: readonly string[];
  readonly telemetry: TelemetryValues;
}

export interface RunningApp {
  readonly runtime: Runtime;
  readonly url: string | undefined;
  /** Where Prometheus reads. */
  readonly metricsUrl: string | undefined;
  readonly endpoint: HttpEndpoint | undefined;
  readonly admin: OpenConsole | undefined;
  queue(of: Event | string): QueueAdministration;
  stream(of: Event | string): StreamAdministration;
  /** `undefined`: no link is a webhook. */
  readonly webhooks: WebhookAdministration | undefined;
  stop(): Promise<void>;
}

/** What was opened so far, so that it can be closed in the other order. */
interface Opened {
  readonly engines: Map<Engine, OpenEngine>;
  readonly engineNames: ReadonlyMap<Engine, string>;
  readonly methods: Map<string, RunningMethod>;
  port: OpenPort | undefined;
  admin: OpenConsole | undefined;
  handOver: HandOver | undefined;
  telemetry: AppTelemetry | undefined;
  metrics: OpenPort | undefined;
  stopping: boolean;
}

/** Opens engines, then methods, then the port; closes everything again where a part can't start. */
export async function startApp(declaration: Declaration, links: readonly PlannedLink[], settings: StartSettings): Promise<RunningApp> {
  const opened: Opened = { engines: new Map(), engineNames: nameEngines(declaration.engine, links), methods: new Map(), port: undefined, admin: undefined, handOver: undefined, telemetry: undefined, metrics: undefined, stopping: false };
  try {
    const runtime = await open(declaration, links, settings, opened);
    for (const method of opened.methods.values()) await runtime.telemetry.quietly(() => method.start());
    const endpoint = endpointOf([...opened.methods.values()], opened);
    const upgrade = upgradeOf([...opened.methods.values()]);
    const { http } = settings;
    if (endpoint !== undefined && http !== undefined) opened.port = await runtime.telemetry.quietly(() => listen(endpoint, http, settings.log, upgrade));
    if (settings.telemetry.metrics !== undefined) opened.metrics = await serveMetrics(runtime.telemetry, settings.telemetry.metrics, settings.log);
    if (settings.admin !== undefined) opened.admin = await openAdmin(consoleSource(links, runtime, opened, settings), settings.admin, settings.log);
    return running(links, runtime, opened, endpoint, settings);
  } catch (error) {
    await closeAll(opened, AbortSignal.abort());
    throw error;
  }
}

async function open(declaration: Declaration, links: readonly PlannedLink[], settings: StartSettings, opened: Opened): Promise<Runtime> {
  for (const engine of opened.engineNames.keys()) opened.engines.set(engine, await engine.open(settings));
  const stateEngine = stateEngineOf(declaration, opened);
  const handOver = new HandOver({ state: stateEngine, others: otherEngines(opened, stateEngine), clock: settings.clock, log: settings.log });
  opened.handOver = handOver;
  const telemetry = await AppTelemetry.open(declaration.name, links, (link) => engineOf(declaration.engine, link), settings.telemetry, settings.clock);
  opened.telemetry = telemetry;
  const runtime = new Runtime({ telemetry, name: declaration.name, clock: settings.clock, log: settings.log, stateEngine, links, across: (effects, own) => handOver.commit(effects, own) });
  const declared = (link: PlannedLink): Engine => {
    const engine = engineOf(declaration.engine, link);
    if (engine === undefined) throw appErrors.APP_INVALID(`The link "${link.name}" travels on no engine.`);
    return engine;
  };
  const carrier = (link: PlannedLink): OpenEngine => opened.engines.get(declared(link)) as OpenEngine;
  const host = methodHost(runtime, links, carrier, declared, settings.callerKeys, settings.http?.documents ?? 'all');
  for (const [runner, own] of byRunner(links)) {
    const method = await runner.open(own, host);
    opened.methods.set(runner.name, method);
    runtime.register(own, method);
  }
  telemetry.start();
  await handOver.start();
  return runtime;
}

function otherEngines(opened: Opened, stateEngine: OpenEngine): ReadonlyMap<OpenEngine, string> {
  const named = Array.from(opened.engines, ([engine, open]) => [open, opened.engineNames.get(engine) ?? engine.kind] as const);
  return new Map(named.filter(([open]) => open !== stateEngine));
}

function stateEngineOf(declaration: Declaration, opened: Opened): OpenEngine {
  const engine = opened.engines.get(declaration.engine);
  if (engine?.state !== undefined) return engine;
  throw appErrors.CAPABILITY_REFUSED({ what: `The engine ${declaration.engine.kind} keeps no state, and the app's engine must.`, fix: 'Make the embedded engine the app\'s engine, and name this one on the links that it carries.' });
}

function byRunner(links: readonly PlannedLink[]): ReadonlyMap<MethodRunner, PlannedLink[]> {
  const groups = new Map<MethodRunner, PlannedLink[]>();
  for (const link of links) groups.set(link.method.runner, [...(groups.get(link.method.runner) ?? []), link]);
  return groups;
}

function running(links: readonly PlannedLink[], runtime: Runtime, opened: Opened, endpoint: HttpEndpoint | undefined, settings: StartSettings): RunningApp {
  let stopped: Promise<void> | undefined;
  return {
    runtime,
    url: opened.port?.url,
    metricsUrl: opened.metrics === undefined ? undefined : `${opened.metrics.url}/metrics`,
    endpoint,
    admin: opened.admin,
    queue: (of) => administered(links, opened, of, 'queue', (method, link) => method.queue?.(link)),
    stream: (of) => administered(links, opened, of, 'stream', (method, link) => method.stream?.(link)),
    webhooks: webhooksOf(opened),
    stop: () => (stopped ??= closeAll(opened, AbortSignal.timeout(settings.drainWithin))),
  };
}

/** Those of the one method that has them. */
function webhooksOf({ methods }: Opened): WebhookAdministration | undefined {
  return methods.values().find(({ webhooks }) => webhooks !== undefined)?.webhooks;
}

/** Loaded only where it is opened. */
async function openAdmin(...given: Parameters<typeof openConsole>): Promise<OpenConsole> {
  const { openConsole } = await import('../console/open.ts');
  return openConsole(...given);
}

/** What the admin API is given. */
function consoleSource(links: readonly PlannedLink[], runtime: Runtime, opened: Opened, { map, clock }: StartSettings): ConsoleSource {
  const { name } = runtime;
  const queues = administeredQueues(links, opened.methods);
  const streams = administeredStreams(links, opened.methods);
  return {
    name, map, queues, streams, version: packageVersion(), startedAt: clock.now(), url: opened.port?.url, jobs: runtime.jobs(), webhooks: webhooksOf(opened),
    readiness: () => readiness(opened),
    measurements: () => runtime.telemetry.read(),
    now: () => runtime.telemetry.now(),
    metrics: async () => prometheusText(await runtime.telemetry.read()),
  };
}

/** The first link of a contract, or the link of a name, that has such an administration. */
function administered<T>(links: readonly PlannedLink[], opened: Opened, of: Event | string, what: string, find: (method: RunningMethod, link: PlannedLink) => T | undefined): T {
  for (const link of links.filter((each) => (typeof of === 'string' ? each.name === of : each.contract === of))) {
    const method = opened.methods.get(link.method.runner.name);
    const found = method === undefined ? undefined : find(method, link);
    if (found !== undefined) return found;
  }
  throw appErrors.LINK_MISSING(`No link "${typeof of === 'string' ? of : of.name}" of this app is a ${what}.`);
}

/** Doors first, so that nothing new comes in; then what works; engines last. */
async function closeAll(opened: Opened, signal: AbortSignal): Promise<void> {
  opened.stopping = true;
  opened.telemetry?.stop();
  const methods = [...opened.methods.values()].reverse();
  const faults: unknown[] = [];
  const attempt = async (work: Promise<void> | undefined): Promise<void> => work?.catch((error: unknown) => void faults.push(error));
  // The port waits for its answers, and answers without end are ended by their methods.
  const doors = methods.filter((each) => each.endpoint !== undefined);
  await Promise.all([attempt(opened.port?.drain(signal)), ...doors.map((each) => attempt(each.drain(signal)))]);
  await Promise.all(methods.filter((each) => each.endpoint === undefined).map((each) => attempt(each.drain(signal))));
  await attempt(opened.handOver?.drain(signal));
  // What drains can still be watched; what is closed can't be asked any more.
  await attempt(opened.admin?.close(signal));
  await attempt(opened.metrics?.drain(signal));
  for (const each of methods) await attempt(each.close());
  await attempt(opened.handOver?.stop());
  for (const each of opened.engines.values()) await attempt(each.close());
  if (faults.length > 0) throw faults[0];
}
