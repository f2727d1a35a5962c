import { alarm } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PlannedLink } from '../driver/method.ts';
import type { SpanAttributes } from '../driver/telemetry.ts';
import { intervalLength } from './intervals.ts';
import type { Backlog, LinkMeasurements, Measurements } from './measurements.ts';
import { linkNow } from './now.ts';
import type { LinksNow } from './now.ts';
import { readReceiver, readSender } from './read.ts';
import { ReceiverMeter } from './receiver-meter.ts';
import { SenderMeter } from './sender-meter.ts';

interface LinkMeters {
  sender: SenderMeter | undefined;
  readonly receivers: Map<string, ReceiverMeter>;
}

/** Asks what waits on a link; `undefined`: nothing can wait there. */
export type AskBacklog = (link: PlannedLink) => Promise<Backlog | undefined>;

/** The meters of all links of an app. A meter is made when a part of the app first asks for it. */
export class Meters {
  readonly #app: string;
  readonly #clock: Clock;
  readonly #links: ReadonlyMap<PlannedLink, LinkMeters>;
  readonly #since: number;
  #stop: (() => void) | undefined;

  constructor(app: string, links: readonly PlannedLink[], clock: Clock) {
    this.#app = app;
    this.#clock = clock;
    this.#since = clock.now();
    this.#links = new Map(links.map((link) => [link, { sender: undefined, receivers: new Map<string, ReceiverMeter>() }]));
  }

  /** Closes intervals from now on, until `stop`. */
  start(): void {
    this.#stop = repeatedly(this.#clock, intervalLength, () => this.#roll());
  }

  stop(): void {
    this.#stop?.();
  }

  #roll(): void {
    const now = this.#clock.monotonic();
    for (const { sender, receivers } of this.#links.values()) {
      sender?.counters.roll(now);
      for (const receiver of receivers.values()) receiver.counters.roll(now);
    }
  }

  receiver(link: PlannedLink, name: string): ReceiverMeter {
    const { receivers } = this.#of(link);
    let meter = receivers.get(name);
    if (meter === undefined) receivers.set(name, (meter = new ReceiverMeter(this.#clock)));
    return meter;
  }

  sender(link: PlannedLink): SenderMeter {
    const meters = this.#of(link);
    return (meters.sender ??= new SenderMeter(this.#clock));
  }

  #of(link: PlannedLink): LinkMeters {
    const meters = this.#links.get(link);
    if (meters === undefined) throw new TypeError(`The link "${link.name}" is not of this app.`);
    return meters;
  }

  /** Everything that was measured; `attributes` describes a link in the words of the conventions. */
  async read(attributes: (link: PlannedLink) => SpanAttributes, backlog: AskBacklog): Promise<Measurements> {
    const links = await Promise.all(Array.from(this.#links, ([link, meters]) => this.#read(link, meters, attributes(link), backlog)));
    return { app: this.#app, at: this.#clock.now(), since: this.#since, links };
  }

  /** What happens right now, without the history: for those who look often. */
  async now(backlog: AskBacklog): Promise<LinksNow> {
    const items = await Promise.all(Array.from(this.#links, async ([link, { sender, receivers }]) => linkNow(link, sender, receivers, await backlog(link), this.#clock.monotonic())));
    return { app: this.#app, at: this.#clock.now(), since: this.#since, items };
  }

  async #read(link: PlannedLink, { sender, receivers }: LinkMeters, attributes: SpanAttributes, ask: AskBacklog): Promise<LinkMeasurements> {
    const { name, from, to, contract, method } = link;
    const backlog = await ask(link);
    const now = this.#clock.monotonic();
    return {
      link: name, from, to, contract: `${contract.name}@${contract.version}`, method: method.name, attributes,
      sender: sender === undefined ? undefined : readSender(sender, now),
      receivers: Array.from(receivers, ([receiver, meter]) => readReceiver(receiver, meter, now)),
      backlog,
    };
  }
}

/** Does not keep the process alive. Answers with how to call it off. */
function repeatedly(clock: Clock, pause: number, action: () => void): () => void {
  if (clock.after === undefined) {
    const timer = setInterval(action, pause).unref();
    return () => clearInterval(timer);
  }
  let disarm = (): void => {};
  const arm = (): void => {
    disarm = alarm(clock, pause, () => {
      action();
      arm();
    });
  };
  arm();
  return () => disarm();
}
