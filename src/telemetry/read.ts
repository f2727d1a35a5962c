import type { Histogram } from './histogram.ts';
import { intervalLength } from './intervals.ts';
import type { Interval } from './intervals.ts';
import type { Buckets, ReceiverMeasurements, RecentSpread, SenderMeasurements, Spread } from './measurements.ts';
import type { ReceiverMeter } from './receiver-meter.ts';
import type { RecentHistogram } from './recent.ts';
import type { SenderMeter } from './sender-meter.ts';

/** Seconds, as the conventions advise for durations. */
export const durationBounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const micros = 1_000_000;
const intervalsOfRate = 6;

function spreadOf(histogram: Histogram, unit: number): Spread {
  const { count, sum, smallest, largest } = histogram;
  const [p50 = 0, p90 = 0, p99 = 0, p999 = 0] = histogram.quantiles([0.5, 0.9, 0.99, 0.999]).map((value) => value / unit);
  return { count, sum: sum / unit, smallest: smallest / unit, p50, p90, p99, p999, largest: largest / unit };
}

function recentSpread(histogram: RecentHistogram | undefined, now: number): RecentSpread | undefined {
  return histogram === undefined ? undefined : { total: spreadOf(histogram.total, 1_000), recent: spreadOf(histogram.recent(now), 1_000) };
}

function bucketsOf(histogram: Histogram): Buckets {
  const upTo = histogram.upTo(durationBounds.map((bound) => bound * micros));
  return { bounds: durationBounds, upTo, count: histogram.count, sum: histogram.sum / micros };
}

/** Per second; of the last closed intervals, 0 where none is closed. */
function rateOf<Sum extends string>(intervals: ReadonlyArray<Interval<Sum, string>>, sum: Sum): number {
  const last = intervals.slice(-intervalsOfRate);
  const count = last.reduce((all, { sums }) => all + sums[sum], 0);
  return last.length === 0 ? 0 : (count * 1_000) / (last.length * intervalLength);
}

export function readReceiver(receiver: string, meter: ReceiverMeter, now: number): ReceiverMeasurements {
  const intervals = meter.counters.intervals(now);
  return {
    receiver, intervals, rate: rateOf(intervals, 'started'),
    totals: meter.counters.totals(), peaks: meter.counters.peaks(), errors: Object.fromEntries(meter.categories),
    waiting: recentSpread(meter.waiting, now), handling: recentSpread(meter.handling, now), whole: recentSpread(meter.passing, now),
    outcomes: Object.fromEntries(Array.from(meter.outcomes, ([name, histogram]) => [name, bucketsOf(histogram)])),
    waits: meter.waiting === undefined ? undefined : bucketsOf(meter.waiting.total),
    settling: meter.settling === undefined ? undefined : bucketsOf(meter.settling),
  };
}

export function readSender(meter: SenderMeter, now: number): SenderMeasurements {
  const intervals = meter.counters.intervals(now);
  return {
    intervals, rate: rateOf(intervals, 'sent'),
    totals: meter.counters.totals(), largest: meter.counters.peaks().size, errors: Object.fromEntries(meter.categories),
    sizes: meter.sizes === undefined ? undefined : spreadOf(meter.sizes, 1),
    sending: meter.sending === undefined ? undefined : bucketsOf(meter.sending),
  };
}
