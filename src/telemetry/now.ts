import type { PlannedLink } from '../driver/method.ts';
import type { LinkMeasurements, ReceiverMeasurements } from './measurements.ts';
import type { ReceiverMeter } from './receiver-meter.ts';
import type { RecentHistogram } from './recent.ts';
import type { SenderMeter } from './sender-meter.ts';

/** The last one to two minutes of a duration, milliseconds. */
export interface Lately {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly largest: number;
}

/** What one receiver of a link did: counts since the start, durations lately. */
export interface ReceiverNow {
  readonly receiver: string;
  readonly totals: ReceiverMeasurements['totals'];
  readonly running: number;
  readonly handling: Lately | undefined;
  readonly waiting: Lately | undefined;
}

/** A link as somebody who watches wants it: cheap enough to be read each second. */
export interface LinkNow extends Pick<LinkMeasurements, 'link' | 'from' | 'to' | 'contract' | 'method' | 'backlog'> {
  readonly sent: NonNullable<LinkMeasurements['sender']>['totals'] | undefined;
  readonly receivers: readonly ReceiverNow[];
}

export interface LinksNow {
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When it began to count. */
  readonly since: number;
  readonly items: readonly LinkNow[];
}

/** What a link's meters say right now, without their history. */
export function linkNow(link: PlannedLink, sender: SenderMeter | undefined, receivers: ReadonlyMap<string, ReceiverMeter>, backlog: LinkNow['backlog'], now: number): LinkNow {
  const { name, from, to, contract, method } = link;
  return {
    link: name, from, to, contract: `${contract.name}@${contract.version}`, method: method.name, backlog,
    sent: sender?.counters.totals(), receivers: Array.from(receivers, ([receiver, meter]) => receiverNow(receiver, meter, now)),
  };
}

function receiverNow(receiver: string, { counters, handling, waiting }: ReceiverMeter, now: number): ReceiverNow {
  const totals = counters.totals();
  return { receiver, totals, running: Math.max(0, totals.started - totals.handled - totals.failed), handling: lately(handling, now), waiting: lately(waiting, now) };
}

/** Microseconds are counted, milliseconds told. */
function lately(histogram: RecentHistogram | undefined, now: number): Lately | undefined {
  const recent = histogram?.recent(now);
  if (recent === undefined || recent.count === 0) return undefined;
  const [p50 = 0, p99 = 0] = recent.quantiles([0.5, 0.99]).map((micros) => micros / 1_000);
  return { count: recent.count, p50, p99, largest: recent.largest / 1_000 };
}
