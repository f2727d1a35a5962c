export type { Backlog, Buckets, LinkMeasurements, Measurements, ReceiverMeasurements, RecentSpread, SenderMeasurements, Spread } from './measurements.ts';
export { metricProducer } from './metric-producer.ts';
export type { Measured } from './metric-producer.ts';
export { metricDefinitions } from './metrics.ts';
export { attributeNames } from './names.ts';
export { prometheusText, prometheusType } from './prometheus.ts';
export { telemetryErrors } from './errors.ts';
