import type { Buckets, LinkMeasurements, Measurements, ReceiverMeasurements } from './measurements.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricDefinition, MetricName } from './metrics.ts';
import type { NamedAttributes } from './names.ts';
import { success } from './receiver-meter.ts';

/** One value of a metric. */
export interface Point {
  readonly attributes: NamedAttributes;
  readonly value: number | Buckets;
}

/** A metric with its values. */
export interface Metric {
  readonly name: MetricName;
  readonly definition: MetricDefinition;
  readonly points: readonly Point[];
}

type Told = Generator<readonly [name: MetricName, point: Point]>;

/** What was measured, as metrics in the words of the conventions. Metrics without a value are left out. */
export function metricsOf({ links }: Measurements): readonly Metric[] {
  const found = new Map<MetricName, Point[]>();
  for (const each of links) {
    for (const [name, point] of pointsOf(each)) {
      const points = found.get(name);
      if (points === undefined) found.set(name, [point]);
      else points.push(point);
    }
  }
  const names = Object.keys(metricDefinitions) as MetricName[];
  return names.flatMap((name) => (found.has(name) ? [{ name, definition: metricDefinitions[name], points: found.get(name) ?? [] }] : []));
}

function* pointsOf(measured: LinkMeasurements): Told {
  const link = { 'isthmus.link': measured.link };
  yield* sentPoints(measured, link);
  for (const receiver of measured.receivers) {
    const own = { ...link, 'isthmus.service': receiver.receiver };
    yield* receivedPoints(measured, receiver, own);
    yield* countedPoints(receiver, own);
  }
  yield* waitingPoints(measured, link);
}

type System = Pick<NamedAttributes, 'messaging.system.name' | 'messaging.destination.name'>;

/** `undefined`: no messages travel on it. */
function systemOf({ attributes }: LinkMeasurements): System | undefined {
  const name = attributes['messaging.destination.name'];
  return name === undefined ? undefined : { 'messaging.system.name': attributes['messaging.system.name'] ?? 'isthmus', 'messaging.destination.name': name };
}

function* sentPoints(measured: LinkMeasurements, link: NamedAttributes): Told {
  const { sender } = measured;
  const system = systemOf(measured);
  if (sender === undefined || system === undefined) return;
  const sending = { ...system, 'messaging.operation.name': 'send', ...link };
  yield ['messaging.client.sent.messages', { attributes: sending, value: sender.totals.sent }];
  yield ['isthmus.sent.size', { attributes: link, value: sender.totals.bytes }];
  if (sender.sending !== undefined) yield ['messaging.client.operation.duration', { attributes: sending, value: sender.sending }];
  for (const [category, value] of Object.entries(sender.errors)) yield ['isthmus.send.failures', { attributes: { 'error.type': category, ...link }, value }];
}

function* receivedPoints(measured: LinkMeasurements, receiver: ReceiverMeasurements, own: NamedAttributes): Told {
  const system = systemOf(measured);
  const group = measured.method === 'stream' ? { 'messaging.consumer.group.name': receiver.receiver } : {};
  const processing = { ...system, 'messaging.operation.name': 'process', ...group, ...own };
  for (const [outcome, value] of Object.entries(receiver.outcomes)) yield durationPoint(measured, processing, own, outcome, value);
  if (system === undefined) return;
  yield ['messaging.client.consumed.messages', { attributes: processing, value: receiver.totals.started }];
  if (receiver.waits !== undefined) yield ['isthmus.message.wait.duration', { attributes: own, value: receiver.waits }];
  if (receiver.settling !== undefined) yield ['messaging.client.operation.duration', { attributes: { ...system, 'messaging.operation.name': 'settle', ...own }, value: receiver.settling }];
}

/** A link may be called in the process too, whatever else it is; only requests end with a status. */
function durationPoint(measured: LinkMeasurements, processing: NamedAttributes, own: NamedAttributes, outcome: string, value: Buckets): readonly [MetricName, Point] {
  const { attributes, contract } = measured;
  const failed = outcome === success ? {} : { 'error.type': outcome };
  if (/^\d{3}$/.test(outcome)) {
    const status = Number(outcome);
    const route = { 'http.request.method': attributes['http.request.method'] ?? '_OTHER', 'http.route': attributes['http.route'] ?? '', 'http.response.status_code': status };
    return ['http.server.request.duration', { attributes: { ...route, ...(status >= 500 ? failed : {}), ...own }, value }];
  }
  if (systemOf(measured) !== undefined) return ['messaging.process.duration', { attributes: { ...processing, ...failed }, value }];
  return ['rpc.server.call.duration', { attributes: { 'rpc.system.name': 'isthmus', 'rpc.method': contract.slice(0, contract.lastIndexOf('@')), ...failed, ...own }, value }];
}

const counted = {
  retried: 'isthmus.retries', died: 'isthmus.dead_letters', parked: 'isthmus.parked', repeated: 'isthmus.repeats',
  effects: 'isthmus.effects', unused: 'isthmus.unused_answers', inversions: 'isthmus.order.inversions',
} as const satisfies Readonly<Record<string, MetricName>>;

function* countedPoints({ totals, errors }: ReceiverMeasurements, own: NamedAttributes): Told {
  for (const [category, value] of Object.entries(errors)) yield ['isthmus.failures', { attributes: { 'error.type': category, ...own }, value }];
  for (const [sum, name] of Object.entries(counted) as [keyof typeof counted, MetricName][]) yield [name, { attributes: own, value: totals[sum] }];
}

function* waitingPoints({ backlog, attributes }: LinkMeasurements, link: NamedAttributes): Told {
  const destination = { 'messaging.destination.name': attributes['messaging.destination.name'] ?? '' };
  const { ready, inFlight, delayed, oldestAge, retrying, parked, deadLetters } = backlog?.queue ?? {};
  const states = { ready, 'in-flight': inFlight, delayed, retrying, parked, dead: deadLetters };
  for (const [state, value] of Object.entries(states)) if (value !== undefined) yield ['isthmus.queue.messages', { attributes: { ...destination, 'isthmus.state': state, ...link }, value }];
  if (oldestAge !== undefined) yield ['isthmus.queue.oldest.age', { attributes: { ...destination, ...link }, value: oldestAge / 1_000 }];
  for (const [group, value] of Object.entries(backlog?.lag ?? {})) yield ['isthmus.stream.lag', { attributes: { ...destination, 'messaging.consumer.group.name': group, ...link }, value }];
}
