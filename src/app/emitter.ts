import { createHash } from 'node:crypto';
import type { Event } from '../kernel/contract.ts';
import type { EmitOptions } from '../kernel/handler.ts';
import { bodySize, TextMessage } from '../kernel/message.ts';
import type { Message } from '../kernel/message.ts';
import type { Clock } from '../kernel/clock.ts';
import { milliseconds } from '../kernel/units.ts';
import { validate } from '../kernel/validate.ts';
import type { Origin, Outgoing, PlannedLink, RunningMethod } from '../driver/method.ts';
import { appErrors } from './errors.ts';
import type { SenderMeter } from '../telemetry/sender-meter.ts';
import type { AppTelemetry } from './telemetry.ts';

interface Carrier {
  readonly link: PlannedLink;
  readonly outgoing: NonNullable<RunningMethod['outgoing']>;
  readonly meter: SenderMeter;
}

/** Turns an emitted event into messages, one for each link that carries it. */
export class Emitter {
  readonly #clock: Clock;
  readonly #telemetry: Pick<AppTelemetry, 'sender'>;
  readonly #carriers = new Map<Event, Carrier[]>();
  readonly #dataschemas = new Map<Event, string>();

  constructor(clock: Clock, telemetry: Pick<AppTelemetry, 'sender'>) {
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  /** Makes a running method carry the events of its links. */
  register(links: readonly PlannedLink[], method: RunningMethod): void {
    const { outgoing } = method;
    if (outgoing === undefined) return;
    for (const link of links) {
      if (link.contract.kind !== 'event') continue;
      const carriers = this.#carriers.get(link.contract) ?? [];
      carriers.push({ link, outgoing: outgoing.bind(method), meter: this.#telemetry.sender(link) });
      this.#carriers.set(link.contract, carriers);
    }
  }

  /** Validates once and gives what each carrying link adds. `from`: only links of this party. Throws `LINK_MISSING`, `DATA_INVALID`. */
  outgoing(contract: Event, data: unknown, options: EmitOptions, id: string, origin: Origin, from: string | undefined): Outgoing[] | Promise<Outgoing[]> {
    const carriers = this.#carriersOf(contract, from);
    const valid = validate(contract.data, data, `The data of "${contract.name}"`);
    if (valid instanceof Promise) return valid.then((settled) => this.#spread(carriers, contract, settled, options, id, origin));
    return this.#spread(carriers, contract, valid, options, id, origin);
  }

  /** Links that carry an event; `from`: only those of this party. */
  linksOf(contract: Event, from: string | undefined): readonly PlannedLink[] {
    const links = (this.#carriers.get(contract) ?? []).map(({ link }) => link);
    return from === undefined ? links : links.filter((link) => link.from === from);
  }

  /** What was sent at `began` is durable. */
  durable(contract: Event, from: string | undefined, began: number): void {
    for (const { meter } of this.#carriersOf(contract, from)) meter.durable(began);
  }

  #carriersOf(contract: Event, from: string | undefined): readonly Carrier[] {
    const all = this.#carriers.get(contract) ?? [];
    const carriers = from === undefined ? all : all.filter(({ link }) => link.from === from);
    if (carriers.length > 0) return carriers;
    throw appErrors.LINK_MISSING(`Nobody is linked to "${contract.name}"${from === undefined ? '' : ` from "${from}"`}: it would vanish.`);
  }

  #spread(carriers: readonly Carrier[], contract: Event, data: unknown, options: EmitOptions, id: string, origin: Origin): Outgoing[] {
    const message = this.#message(contract, data, options, id, origin);
    const size = bodySize(message);
    const all: Outgoing[] = [];
    for (const { link, outgoing, meter } of carriers) {
      meter.sent(size);
      const made = outgoing(link, message, options, origin.caller);
      if (isOne(made)) all.push(made);
      else all.push(...made);
    }
    return all;
  }

  #message(contract: Event, data: unknown, options: EmitOptions, id: string, origin: Origin): Message {
    const now = this.#clock.now();
    const message = new TextMessage(options.id ?? id, origin.source, contract.name, now);
    message.subject = options.subject;
    message.dataschema = this.#dataschema(contract);
    message.traceparent = origin.traceparent;
    if (origin.tracestate !== undefined) message.tracestate = origin.tracestate;
    if (contract.key !== undefined) message.key = String((data as Record<string, unknown>)[contract.key]);
    if (options.timeToLive !== undefined) message.expiresAt = now + milliseconds(options.timeToLive);
    message.text = data === undefined ? '' : JSON.stringify(data);
    message.size = Buffer.byteLength(message.text);
    return message;
  }

  #dataschema(contract: Event): string {
    let uri = this.#dataschemas.get(contract);
    if (uri === undefined) this.#dataschemas.set(contract, (uri = `/contracts/${contract.name}/${contract.version}`));
    return uri;
  }
}

const isOne = (made: Outgoing | readonly Outgoing[]): made is Outgoing => 'engine' in made;

/** The id of what is emitted: made from what is being handled and a counter, so that a repeat gives the same ids. */
export function derivedId(parent: string, index: number): string {
  const id = `${parent}.${index}`;
  return id.length <= 64 ? id : createHash('sha256').update(id).digest('hex').slice(0, 40);
}
