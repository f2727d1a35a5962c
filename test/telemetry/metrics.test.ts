import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { attributeNames, metricDefinitions, metricProducer, prometheusText } from 'isthmus/telemetry';
import { metricsOf } from '../../src/telemetry/points.ts';
import { metricsOfConventions } from './conventions.ts';
import { during, traffic } from './traffic.ts';

describe('metrics', () => {
  test('are named by the conventions, or ours, with known attributes', () => {
    const published = metricsOfConventions();
    assert.deepEqual(Object.keys(metricDefinitions).filter((name) => !name.startsWith('isthmus.') && !published.has(name)), []);
    for (const { attributes } of Object.values(metricDefinitions)) for (const name of attributes) assert.match(attributeNames[name].on, /^(?:metric|both)$/);
  });

  test('have the attributes that are told of them, and no others', () => during(async (app) => {
    await traffic(app, 2);
    for (const { name, definition, points } of metricsOf(await app.measurements())) {
      const told: readonly string[] = definition.attributes;
      for (const { attributes } of points) assert.deepEqual(Object.keys(attributes).filter((each) => !told.includes(each)), [], name);
    }
  }));

  test('reach a reader of the SDK, cumulative', () => during(async (app) => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000, metricProducers: [metricProducer(app)] })] });
    await traffic(app, 3);
    await provider.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap((scope) => scope.metrics);
    const of = (name: string): MetricData | undefined => metrics.find(({ descriptor }) => descriptor.name === name);
    assert.deepEqual(of('messaging.client.sent.messages')?.dataPoints.map(({ value, attributes }) => [attributes['messaging.destination.name'], value]), [['clerk.bookings.booked', 3]]);
    const [request] = of('http.server.request.duration')?.dataPoints ?? [];
    assert.equal(request?.attributes['http.response.status_code'], 200);
    const { count, sum, buckets } = request?.value as { count: number; sum: number; buckets: { counts: number[] } };
    assert.equal(count, 3);
    assert.equal(buckets.counts.reduce((all, each) => all + each, 0), 3);
    assert.ok(sum > 0);
    await provider.shutdown();
  }));

  test('an app that does not run tells so', async () => {
    const { errors, resourceMetrics } = await metricProducer({ measurements: () => Promise.reject(new Error('not running')) }).collect();
    assert.equal(errors.length, 1);
    assert.deepEqual(resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics), []);
  });
});

describe('the text for Prometheus', () => {
  test('has each metric with its type, and histograms whole', () => during(async (app) => {
    await traffic(app, 4);
    const text = prometheusText(await app.measurements());
    assert.match(text, /^# TYPE http_server_request_duration_seconds histogram$/m);
    assert.match(text, /^http_server_request_duration_seconds_count\{http_request_method="POST",http_route="\/bookings",http_response_status_code="200",isthmus_link="[^"]+",isthmus_service="desk"\} 4$/m);
    assert.match(text, /^messaging_client_consumed_messages_total\{messaging_system_name="isthmus",messaging_destination_name="clerk.bookings.booked",.*\} 4$/m);
    assert.match(text, /^isthmus_queue_messages\{.*isthmus_state="ready".*\} 0$/m);
    const buckets = [...text.matchAll(/^http_server_request_duration_seconds_bucket\{.*le="([^"]+)"\} (\d+)$/gm)].map(([, bound, count]) => [bound, Number(count)] as const);
    assert.deepEqual(buckets.at(-1), ['+Inf', 4]);
    assert.ok(buckets.every(([, count], index) => count >= (buckets[index - 1]?.[1] ?? 0)));
    for (const line of text.trimEnd().split('\n')) assert.match(line, /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+\{[^\n]*\} -?[\d.e+-]+)$/);
  }));

  test('is served at an address of its own, where that is asked for', () => during(async (app) => {
    await traffic(app, 1);
    const url = String(await app.metricsUrl());
    const response = await fetch(url);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.match(await response.text(), /^messaging_client_sent_messages_total\{.*\} 1$/m);
    assert.equal((await fetch(url.replace('/metrics', '/'))).status, 404);
  }, { metrics: { port: 0 } }).then(() => during(async (app) => assert.equal(await app.metricsUrl(), undefined))));

  test('escapes what a label may not hold', () => {
    const measured = { link: 'a "b"\\c\nd', from: 'a', to: ['b'], contract: 'x@1', method: 'queue', attributes: { 'messaging.destination.name': 'q' }, receivers: [], backlog: undefined,
      sender: { totals: { sent: 1, bytes: 2, failed: 0 }, largest: 2, intervals: [], rate: 0, errors: {}, sizes: undefined, sending: undefined } };
    const text = prometheusText({ app: 'x', at: 1, since: 0, links: [measured] });
    assert.ok(text.includes('isthmus_link="a \\"b\\"\\\\c\\nd"'), text);
    assert.equal(text.includes('\nd"'), false);
  });
});
