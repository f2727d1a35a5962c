import { systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DataOf, Event, InputOf, Operation, OutputOf } from '../kernel/contract.ts';
import { requireName } from '../kernel/contract.ts';
import type { CallOptions, EmitOptions, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import type { IntegrationMap } from '../kernel/map.ts';
import { readFields } from '../kernel/options.ts';
import type { Fault } from '../kernel/options.ts';
import { parseDuration } from '../kernel/units.ts';
import type { Duration } from '../kernel/units.ts';
import type { Engine } from '../driver/engine.ts';
import type { JobPort, PlannedLink } from '../driver/method.ts';
import type { QueueAdministration, StreamAdministration } from '../driver/administration.ts';
import type { HttpEndpoint } from '../driver/endpoint.ts';
import type { WebhookAdministration } from '../driver/webhook.ts';
import { httpFields } from '../http/options.ts';
import type { HttpGiven } from '../http/options.ts';
import { embedded } from '../engines/embedded/engine.ts';
import type { AdminGiven } from '../console/options.ts';
import { adminAtStart, readAdmin } from './console.ts';
import type { AdminChoice } from './console.ts';
import { readTelemetry } from '../telemetry/read-options.ts';
import type { TelemetryGiven } from '../telemetry/options.ts';
import type { Measurements } from '../telemetry/measurements.ts';
import type { LinkDeclaration, Party, Service } from './declare.ts';
import { readCallerKeys } from './caller-keys.ts';
import { appErrors } from './errors.ts';
import { standardLog, withoutSecrets } from './log.ts';
import { buildMap } from './map.ts';
import { refuseWhileReading } from './only-reading.ts';
import { planLinks } from './plan.ts';
import type { Declaration } from './plan.ts';
import { behindGate } from './start-gate.ts';
import { startApp } from './start.ts';
import type { RunningApp, StartSettings } from './start.ts';

/** The trace that a call from outside of the app belongs to (W3C Trace Context). Default: a new one. */
export interface TraceOptions {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export interface IntegrationOptions {
  readonly name: string;
  readonly services: readonly Service[];
  readonly parties?: readonly Party[];
  readonly links: readonly LinkDeclaration[];
  /** Carries every link that names no other. Default: the embedded engine in `.isthmus/NAME`. */
  readonly engine?: Engine;
  /** Where synchronous methods listen. Default: port 4400 of the loopback interface. `false`: nowhere, `endpoint()` is mounted in another server. */
  readonly http?: HttpGiven | false;
  /**
   * The admin API, by which the isthmus command sees and steers the running app. Default: closed, unless ISTHMUS_ADMIN=1 (`isthmus
   * start` and `isthmus dev` set it); `false`: closed always. Listens on loopback for who has the token file `.isthmus/NAME/admin.json`.
   */
  readonly admin?: boolean | AdminGiven;
  /** Default: JSON lines on standard error, short lines in a terminal. */
  readonly log?: Log;
  /** Where time comes from; tests hand in their own. */
  readonly clock?: Clock;
  /** How long a stop waits for running work before it aborts it. Default: 10 s. */
  readonly drainWithin?: Duration;
  /**
   * Secrets of at least 32 characters that sign for whom a message was sent, where it travels on a broker that others share. The first
   * signs, each of them verifies. Default: `ISTHMUS_CALLER_KEYS`, separated by commas; none: callers don't travel there.
   */
  readonly callerKeys?: readonly string[];
  /** What the app tells about itself: traces through OpenTelemetry, a Prometheus endpoint. Default: neither; it always counts for `measurements()`. */
  readonly telemetry?: TelemetryGiven;
}

/** An app: declared, checked, and started as a whole. */
export class Integration {
  /** All links as plain data. */
  readonly map: IntegrationMap;
  readonly name: string;
  readonly #declaration: Declaration;
  readonly #links: readonly PlannedLink[];
  readonly #settings: Omit<StartSettings, 'admin' | 'map'>;
  readonly #admin: AdminChoice;
  #running: Promise<RunningApp> | undefined;
  /** The last stop, also where it is over. */
  #stopping: Promise<void> | undefined;
  /** What `#running` resolved to: spares busy emitters a turn for each message. */
  #started: RunningApp | undefined;

  constructor(options: IntegrationOptions) {
    requireName(options.name, 'an app');
    const faults: Fault[] = [];
    const engine = options.engine ?? embedded({ directory: `.isthmus/${options.name}` });
    this.name = options.name;
    this.#declaration = { name: options.name, services: options.services, parties: options.parties ?? [], links: options.links, engine };
    this.#links = planLinks(this.#declaration, faults);
    const drainWithin = parseDuration(options.drainWithin ?? 10_000);
    if (drainWithin === undefined) faults.push({ path: 'drainWithin', message: 'must be a duration such as "10s"' });
    const http = options.http === false ? undefined : readFields(httpFields, options.http ?? {}, 'http', faults);
    const callerKeys = readCallerKeys(options.callerKeys, faults);
    this.#admin = readAdmin(options.admin, faults);
    const telemetry = readTelemetry(options.telemetry, faults);
    refuseFaults(options.name, faults);
    this.#settings = { telemetry, callerKeys, http, drainWithin: drainWithin ?? 0, log: withoutSecrets(options.log ?? standardLog()), clock: options.clock ?? systemClock };
    this.map = buildMap(this.#declaration, this.#links);
  }

  /** Opens engines and methods and begins to take work. Rejects, with everything closed again, where a part can't start. */
  async start(): Promise<this> {
    refuseWhileReading(this.name);
    this.#running ??= behindGate(() => this.#begin());
    const running = this.#running;
    try {
      const started = await running;
      if (this.#running === running) this.#started = started;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
    return this;
  }

  /** Takes nothing new, finishes what runs, and lets go of everything. Idempotent. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#started = undefined;
    // A start that fails has closed everything by itself.
    if (running !== undefined) this.#stopping = running.then((app) => app.stop(), () => undefined);
    await this.#stopping;
  }

  /** An app that still stops holds its port and its directory. */
  async #begin(): Promise<RunningApp> {
    await this.#stopping?.catch(() => undefined);
    return startApp(this.#declaration, this.#links, this.#startSettings());
  }

  /** Where synchronous methods listen: `http://127.0.0.1:4400`; `undefined` where no link needs it. */
  async url(): Promise<string | undefined> {
    return (await this.#app()).url;
  }

  /** All synchronous methods as one endpoint, to be mounted in another server (`isthmus/fastify`, …); `undefined` where no link needs it. */
  async endpoint(): Promise<HttpEndpoint | undefined> {
    return (await this.#app()).endpoint;
  }

  /** Tells an event on every link that carries it; resolves once it is durable. */
  emit<C extends Event>(contract: C, data: DataOf<C>, options: EmitOptions = {}): Promise<void> {
    const started = this.#started;
    return started === undefined ? this.#emitSoon(contract, data, options) : started.runtime.told(contract, data, options, this.#origin());
  }

  async #emitSoon<C extends Event>(contract: C, data: DataOf<C>, options: EmitOptions): Promise<void> {
    const { runtime } = await this.#app();
    return runtime.told(contract, data, options, this.#origin());
  }

  /** Calls an operation that a service of this app handles, under the policies of its link. */
  async call<C extends Operation>(contract: C, input: InputOf<C>, options: CallOptions & TraceOptions = {}): Promise<OutputOf<C>> {
    const { traceparent, tracestate } = options;
    const { runtime } = this.#started ?? (await this.#app());
    return (await runtime.call(contract, input, options, undefined, undefined, { ...this.#origin(), traceparent, tracestate })) as OutputOf<C>;
  }

  /** Hands an operation over as a durable job. */
  async submit<C extends Operation>(contract: C, input: InputOf<C>, options: SubmitOptions = {}): Promise<JobReference> {
    const { runtime } = await this.#app();
    return runtime.submit(contract, input, options, this.#origin());
  }

  /** Jobs of this app; `undefined` where no link is served by jobs. */
  async jobs(): Promise<JobPort | undefined> {
    return (await this.#app()).runtime.jobs();
  }

  /** What a person can do with the queue that carries an event (or has this link's name). Throws `LINK_MISSING`. */
  async queue(of: Event | string): Promise<QueueAdministration> {
    return (await this.#app()).queue(of);
  }

  /** What a person can do with the stream that carries an event (or has this link's name). Throws `LINK_MISSING`. */
  async stream(of: Event | string): Promise<StreamAdministration> {
    return (await this.#app()).stream(of);
  }

  /** What a person can do with the webhooks of this app; `undefined` where no link is one. */
  async webhooks(): Promise<WebhookAdministration | undefined> {
    return (await this.#app()).webhooks;
  }

  /** Where the admin API listens and its token file; `undefined` where it is closed. */
  async admin(): Promise<{ readonly url: string; readonly file: string } | undefined> {
    const open = (await this.#app()).admin;
    return open === undefined ? undefined : { url: open.url, file: open.file };
  }

  #startSettings(): StartSettings {
    return { ...this.#settings, map: this.map, admin: adminAtStart(this.#admin, process.env['ISTHMUS_ADMIN']) };
  }

  /** Where Prometheus reads: `http://127.0.0.1:9464/metrics`; `undefined` where `telemetry.metrics` is off. */
  async metricsUrl(): Promise<string | undefined> {
    return (await this.#app()).metricsUrl;
  }

  /** What was measured on each link since the start and lately, and what waits right now. */
  async measurements(): Promise<Measurements> {
    return (await this.#app()).runtime.telemetry.read();
  }

  #app(): Promise<RunningApp> {
    if (this.#running === undefined) throw appErrors.APP_NOT_RUNNING(`The app "${this.name}" is not running.`);
    return this.#running;
  }

  #origin() {
    return { source: `/${this.name}`, traceparent: undefined, caller: undefined };
  }
}

/** Declares an app. Throws `APP_INVALID` with every fault of the declaration. */
export function integration(options: IntegrationOptions): Integration {
  return new Integration(options);
}

function refuseFaults(name: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const lines = faults.map(({ path, message }) => `\n  - ${path} ${message}`);
  throw appErrors.APP_INVALID({ what: `The app "${name}" can't be built: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.${lines.join('')}\n`, details: { faults } });
}
