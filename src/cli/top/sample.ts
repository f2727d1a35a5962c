import type { LinkNow, LinksNow, ReceiverNow } from '../../telemetry/now.ts';

/** One receiver of a link between two looks at it. */
export interface Row {
  readonly link: string;
  readonly method: string;
  readonly contract: string;
  readonly from: string;
  /** The receiving service; absent where it is outside of the app or was not called yet. */
  readonly to?: string;
  /** Per second: told on the link by this app, handled, failed, tried again. */
  readonly sent?: number;
  readonly handled: number;
  readonly failed: number;
  readonly retried: number;
  /** Of the handler, milliseconds, over the last one to two minutes. */
  readonly p50?: number;
  readonly p99?: number;
  /** From sending to the start of the handler, milliseconds. */
  readonly waiting99?: number;
  readonly running: number;
  /** Messages that wait, or records that the group has not read. */
  readonly depth?: number;
  /** Age of the oldest waiting message, milliseconds. */
  readonly oldest?: number;
  readonly dead?: number;
}

/** What an app does right now. */
export interface Sample {
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly since: number;
  /** Over how many milliseconds rates were taken. */
  readonly over: number;
  readonly links: readonly Row[];
}

/** Rates are differences between two looks; where counters went back, the app was started anew. */
export function sampleOf(before: LinksNow, now: LinksNow): Sample {
  const anew = before.since !== now.since;
  const over = Math.max(1, anew ? now.at - now.since : now.at - before.at);
  const earlier = new Map(anew ? [] : before.items.map((each) => [each.link, each]));
  return { app: now.app, at: now.at, since: now.since, over, links: now.items.flatMap((link) => rowsOf(link, earlier.get(link.link), over)) };
}

function rowsOf(link: LinkNow, before: LinkNow | undefined, over: number): readonly Row[] {
  const base = { link: link.link, method: link.method, contract: link.contract, from: link.from, ...(link.sent === undefined ? {} : { sent: perSecond(link.sent.sent, before?.sent?.sent, over) }) };
  if (link.receivers.length === 0) return [{ ...base, handled: 0, failed: 0, retried: 0, running: 0, ...backlogOf(link, undefined) }];
  return link.receivers.map((receiver) => ({ ...base, ...receiverRow(receiver, before?.receivers.find((each) => each.receiver === receiver.receiver), over), ...backlogOf(link, receiver.receiver) }));
}

function receiverRow({ receiver, totals, running, handling, waiting }: ReceiverNow, before: ReceiverNow | undefined, over: number) {
  const rate = (name: 'handled' | 'failed' | 'retried'): number => perSecond(totals[name], before?.totals[name], over);
  const times = { ...(handling === undefined ? {} : { p50: handling.p50, p99: handling.p99 }), ...(waiting === undefined ? {} : { waiting99: waiting.p99 }) };
  return { to: receiver, handled: rate('handled'), failed: rate('failed'), retried: rate('retried'), running, ...times };
}

function backlogOf({ backlog }: LinkNow, receiver: string | undefined): Pick<Row, 'depth' | 'oldest' | 'dead'> {
  if (backlog?.queue !== undefined) {
    const { ready, delayed = 0, retrying, parked, deadLetters, oldestAge } = backlog.queue;
    return { depth: ready + delayed + retrying + parked, dead: deadLetters, ...(oldestAge === undefined || oldestAge === 0 ? {} : { oldest: oldestAge }) };
  }
  const lag = receiver === undefined ? undefined : backlog?.lag?.[receiver];
  return lag === undefined ? {} : { depth: lag };
}

/** Two decimals tell enough. */
const perSecond = (now = 0, before = 0, over: number): number => Math.round((Math.max(0, now - before) * 100_000) / over) / 100;
