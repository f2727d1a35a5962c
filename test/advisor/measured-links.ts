import type { Measurements, ReceiverMeasurements } from '../../src/telemetry/measurements.ts';
import { receiverSums } from '../../src/telemetry/receiver-meter.ts';
import type { ReceiverSum } from '../../src/telemetry/receiver-meter.ts';

type Sums = Readonly<Partial<Record<ReceiverSum, number>>>;

/** Links of which one receiver counted this within the last ten seconds. */
export function measuredLinks(links: Readonly<Record<string, Sums>>): Measurements {
  const link = ([name, given]: readonly [string, Sums]) => ({
    link: name, from: 'a', to: ['b'], contract: 'read@1', method: 'rest', attributes: {}, sender: undefined, backlog: undefined, receivers: [receiver(given)],
  });
  return { app: 'measured', at: 1_000, since: 0, links: Object.entries(links).map(link) };
}

function receiver(given: Sums): ReceiverMeasurements {
  const sums = Object.fromEntries(receiverSums.map((sum) => [sum, given[sum] ?? 0])) as Record<ReceiverSum, number>;
  return {
    receiver: 'b', totals: sums, peaks: { concurrency: 1, fanOut: 0 }, intervals: [{ ago: 0, sums, peaks: { concurrency: 1, fanOut: 0 } }],
    rate: 1, errors: {}, waiting: undefined, handling: undefined, whole: undefined, outcomes: {}, waits: undefined, settling: undefined,
  };
}
