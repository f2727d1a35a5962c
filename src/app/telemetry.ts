import type { Clock } from '../kernel/clock.ts';
import type { QueueAdministration, StreamAdministration } from '../driver/administration.ts';
import type { Engine } from '../driver/engine.ts';
import type { Origin, PlannedLink, RunningMethod } from '../driver/method.ts';
import type { GroupState } from '../driver/stream.ts';
import type { Described, Span, SpanAttributes, Tracing } from '../driver/telemetry.ts';
import { loadTracing } from '../telemetry/load.ts';
import type { Backlog, Measurements } from '../telemetry/measurements.ts';
import type { LinksNow } from '../telemetry/now.ts';
import { Meters } from '../telemetry/meters.ts';
import type { TelemetryValues } from '../telemetry/options.ts';
import { Pace } from '../telemetry/pace.ts';
import type { ReceiverMeter } from '../telemetry/receiver-meter.ts';
import type { SenderMeter } from '../telemetry/sender-meter.ts';

/** Engines by their links, as far as those have one. */
export type EngineOf = (link: PlannedLink) => Engine | undefined;

/** What an app measures and traces of itself. */
export class AppTelemetry {
  readonly tracing: Tracing | undefined;
  /** Which sends are timed. */
  readonly sending: Pace;
  readonly #meters: Meters;
  readonly #engineOf: EngineOf;
  readonly #methods = new Map<PlannedLink, RunningMethod>();

  private constructor(meters: Meters, tracing: Tracing | undefined, engineOf: EngineOf, clock: Clock) {
    this.tracing = tracing;
    this.sending = new Pace(clock);
    this.#meters = meters;
    this.#engineOf = engineOf;
  }

  /** Throws `TELEMETRY_PACKAGE_MISSING`. */
  static async open(app: string, links: readonly PlannedLink[], engineOf: EngineOf, values: TelemetryValues, clock: Clock): Promise<AppTelemetry> {
    const tracing = values.traces === undefined ? undefined : await loadTracing(values.traces, clock);
    return new AppTelemetry(new Meters(app, links, clock), tracing, engineOf, clock);
  }

  /** Lets links be described by a method that was opened. */
  register(links: readonly PlannedLink[], method: RunningMethod): void {
    for (const link of links) this.#methods.set(link, method);
  }

  start(): void {
    this.#meters.start();
  }

  stop(): void {
    this.#meters.stop();
  }

  receiver(link: PlannedLink, name: string): ReceiverMeter {
    return this.#meters.receiver(link, name);
  }

  sender(link: PlannedLink): SenderMeter {
    return this.#meters.sender(link);
  }

  /** What holds for everything on a link, in the words of the conventions. */
  attributes(link: PlannedLink): SpanAttributes {
    const own = this.#methods.get(link)?.attributes?.(link) ?? {};
    const engine = 'messaging.destination.name' in own ? this.#engineOf(link) : undefined;
    return { ...own, ...(engine === undefined ? {} : { 'messaging.system.name': systemOf(engine) }), 'isthmus.link': link.name };
  }

  /** The span of sending on links, where its trace is sampled: below the handler's own (`create`: sent once that succeeds), or where something enters. */
  producing(links: () => readonly PlannedLink[], contract: string, { traceparent, tracestate }: Origin, handler: Span | undefined): Span | undefined {
    if (handler !== undefined) return this.tracing?.below('producer', handler, this.#produced(links(), contract, 'create'));
    return this.tracing?.enter('producer', traceparent, () => this.#produced(links(), contract, 'send'), tracestate);
  }

  #produced(links: readonly PlannedLink[], contract: string, operation: 'create' | 'send'): Described {
    const { destination, attributes } = this.#destination(links, contract);
    return { name: `${operation} ${destination}`, attributes: { ...attributes, 'messaging.operation.name': operation, 'messaging.operation.type': operation } };
  }

  /** Where a message goes: to the one place, else to wherever its contract is carried. */
  #destination([link, ...others]: readonly PlannedLink[], contract: string): { readonly destination: string; readonly attributes: SpanAttributes } {
    if (link === undefined || others.length > 0) return { destination: contract, attributes: {} };
    const attributes = this.attributes(link);
    return { destination: String(attributes['messaging.destination.name'] ?? link.name), attributes };
  }

  /** Begins work of which nothing is sampled by itself: loops that take messages, ports that listen. */
  quietly<T>(work: () => T): T {
    return this.tracing === undefined ? work() : this.tracing.quietly(work, undefined, undefined);
  }

  /** Everything that was measured, and what waits right now. */
  read(): Promise<Measurements> {
    return this.#meters.read((link) => this.attributes(link), (link) => backlogOf(this.#methods.get(link), link));
  }

  /** What happens right now, without the history. */
  now(): Promise<LinksNow> {
    return this.#meters.now((link) => backlogOf(this.#methods.get(link), link));
  }
}

/** Inside of the app there is no system that a person would look for. */
export const systemOf = (engine: Engine): string => (engine.inside ? 'isthmus' : engine.kind);

async function backlogOf(method: RunningMethod | undefined, link: PlannedLink): Promise<Backlog | undefined> {
  const queue: QueueAdministration | undefined = method?.queue?.(link);
  if (queue !== undefined) return { queue: await queue.depth() };
  const stream: StreamAdministration | undefined = method?.stream?.(link);
  return stream === undefined ? undefined : { lag: lagOf(await stream.groups(), link) };
}

function lagOf(groups: readonly GroupState[], { handlers }: PlannedLink): Readonly<Record<string, number>> {
  const lag: Record<string, number> = {};
  for (const { group, lag: records } of groups) if (handlers.has(group)) lag[group] = (lag[group] ?? 0) + records;
  return lag;
}
