import type { LinkMeasurements, Measurements, ReceiverMeasurements, RecentSpread } from '../telemetry/measurements.ts';
import type { Measured, MeasuredLink } from './measurements.ts';

/** Intervals are ten seconds: shares are taken over the last minute, and over the last 30 seconds. */
const lastMinute = 6;
const lastHalf = 3;
const intervalSeconds = 10;
/** Fewer say nothing about a share, or about the slowest of a hundred. */
const enoughCalls = 20;
const enoughForP99 = 100;
const enoughForP999 = 1_000;

/** What an app measured, as `check` asks for it: `check(app.map, { measurements: measuredFrom(await app.measurements()) })`. */
export function measuredFrom({ links }: Measurements): Measured {
  return Object.fromEntries(links.map((each) => [each.link, measuredLink(each)]));
}

function measuredLink(link: LinkMeasurements): MeasuredLink {
  const { sender, receivers, backlog, method } = link;
  const all: { [Name in keyof MeasuredLink]: MeasuredLink[Name] | undefined } = {
    rate: most([sender?.rate, ...receivers.map(({ rate }) => rate)]),
    burst: most([...(sender?.intervals ?? []).map(({ sums }) => sums.sent / intervalSeconds), ...receivers.flatMap(({ intervals }) => intervals.map(({ sums }) => sums.started / intervalSeconds))]),
    handling: slowest(receivers),
    payload: sender?.sizes !== undefined && sender.sizes.count >= enoughForP99 ? sender.sizes.p99 : undefined,
    retryShare: most(receivers.map(retryShare)),
    errorShare: most(receivers.map(errorShare)),
    overloads: receivers.length === 0 ? undefined : receivers.reduce((sum, { errors }) => sum + (errors['rate-limited'] ?? 0) + (errors.unavailable ?? 0) + (errors.timeout ?? 0), 0),
    depth: backlog?.queue?.ready ?? most(Object.values(backlog?.lag ?? {})),
    // What was read late tells how old the unread ones are.
    oldestAge: backlog?.queue?.oldestAge ?? (method === 'stream' ? most(receivers.map(({ waiting }) => waiting?.recent.largest)) : undefined),
    inversions: receivers.length === 0 ? undefined : receivers.reduce((sum, { totals }) => sum + totals.inversions, 0),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Of the receiver with the slowest hundredth; what happened lately counts before what happened since the start. */
function slowest(receivers: readonly ReceiverMeasurements[]): MeasuredLink['handling'] {
  const spreads = receivers.flatMap(({ handling }) => (handling === undefined ? [] : [spreadOf(handling)])).filter(({ count }) => count >= enoughForP99);
  const [worst] = spreads.sort((a, b) => b.p99 - a.p99);
  return worst === undefined ? undefined : { median: worst.p50, p99: worst.p99, p999: worst.count >= enoughForP999 ? worst.p999 : worst.p99 };
}

const spreadOf = ({ total, recent }: RecentSpread) => (recent.count >= enoughForP99 ? recent : total);

function over(receiver: ReceiverMeasurements, intervals: number, sum: 'started' | 'retried' | 'handled' | 'failed'): number {
  return receiver.intervals.slice(-intervals).reduce((all, { sums }) => all + sums[sum], 0);
}

function retryShare(receiver: ReceiverMeasurements): number | undefined {
  const retried = over(receiver, lastMinute, 'retried');
  const first = over(receiver, lastMinute, 'started') - retried;
  return first < enoughCalls ? undefined : retried / first;
}

function errorShare(receiver: ReceiverMeasurements): number | undefined {
  const failed = over(receiver, lastHalf, 'failed');
  const ended = failed + over(receiver, lastHalf, 'handled');
  return ended < enoughCalls ? undefined : failed / ended;
}
