import type { Buckets, Measurements } from './measurements.ts';
import type { NamedAttributes } from './names.ts';
import { metricsOf } from './points.ts';
import type { Metric, Point } from './points.ts';

/** Numbers of OpenTelemetry's SDK (`DataPointType`, `AggregationTemporality`, `ValueType`); written out, so that no package is needed here. */
const numbers = { histogram: 0, gauge: 2, sum: 3, cumulative: 1, double: 1 } as const;

type Seconds = [seconds: number, nanoseconds: number];

/** Whatever can be asked for measurements: an app. */
export interface Measured {
  measurements(): Promise<Measurements>;
}

/**
 * What an app measured, for a reader of OpenTelemetry's metrics SDK: `new PeriodicExportingMetricReader({ exporter, metricProducers: [metricProducer(app)] })`.
 * Asked at each export; nothing is recorded into the SDK in between. Cumulative; an app that does not run tells an error and no metrics.
 */
export function metricProducer(app: Measured) {
  return {
    collect: async () => {
      try {
        return collected(await app.measurements());
      } catch (error) {
        return { ...resultOf([]), errors: [error] };
      }
    },
  };
}

function collected(measurements: Measurements) {
  const [from, to] = [time(measurements.since), time(measurements.at)];
  return resultOf(metricsOf(measurements).map((metric) => dataOf(metric, from, to)));
}

function resultOf(metrics: ReturnType<typeof dataOf>[]) {
  const errors: unknown[] = [];
  return { resourceMetrics: { resource: emptyResource, scopeMetrics: [{ scope: { name: 'isthmus' }, metrics }] }, errors };
}

function dataOf({ name, definition, points }: Metric, startTime: Seconds, endTime: Seconds) {
  const { description, unit, kind } = definition;
  const shared = { descriptor: { name, description, unit, valueType: numbers.double }, aggregationTemporality: numbers.cumulative };
  const at = ({ attributes }: Point) => ({ startTime, endTime, attributes: plain(attributes) });
  if (kind === 'histogram') {
    const dataPoints = points.flatMap((point) => (typeof point.value === 'number' ? [] : [{ ...at(point), value: histogramOf(point.value) }]));
    return { ...shared, dataPointType: numbers.histogram, dataPoints };
  }
  const dataPoints = points.flatMap((point) => (typeof point.value === 'number' ? [{ ...at(point), value: point.value }] : []));
  if (kind === 'gauge') return { ...shared, dataPointType: numbers.gauge, dataPoints };
  return { ...shared, dataPointType: numbers.sum, dataPoints, isMonotonic: true };
}

/** Each bucket by itself, where ours count everything below. */
function histogramOf({ bounds, upTo, count, sum }: Buckets) {
  const counts = [...upTo, count].map((below, index) => below - (index === 0 ? 0 : (upTo[index - 1] ?? 0)));
  return { buckets: { boundaries: [...bounds], counts }, sum, count };
}

function plain(attributes: NamedAttributes): Record<string, string | number | boolean> {
  return { ...attributes };
}

/** The reader takes the resource from its own provider. */
interface NoResource {
  attributes: Record<string, never>;
  merge<T>(other: T | null): T;
  getRawAttributes(): [];
}

const emptyResource: NoResource = {
  attributes: {},
  merge: <T>(other: T | null): T => other as T,
  getRawAttributes: () => [],
};

const time = (milliseconds: number): Seconds => [Math.floor(milliseconds / 1_000), Math.round((milliseconds % 1_000) * 1e6)];
