import type { Buckets, Measurements } from './measurements.ts';
import type { MetricDefinition } from './metrics.ts';
import type { NamedAttributes } from './names.ts';
import { metricsOf } from './points.ts';
import type { Metric, Point } from './points.ts';

/** The media type of `prometheusText` (Prometheus text exposition format, version 0.0.4). */
export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

/** What was measured in the text format of Prometheus, named by OpenTelemetry's rules for Prometheus (dots to underscores, the unit, `_total`). */
export function prometheusText(measurements: Measurements): string {
  return metricsOf(measurements).map(familyOf).join('');
}

/** `messaging.client.sent.messages` as `messaging_client_sent_messages_total`. */
export function prometheusName(name: string, { kind, unit }: Pick<MetricDefinition, 'kind' | 'unit'>): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  const measured = unit === 's' ? `${plain}_seconds` : unit === 'By' ? `${plain}_bytes` : plain;
  return kind === 'counter' ? `${measured}_total` : measured;
}

function familyOf({ name, definition, points }: Metric): string {
  const family = prometheusName(name, definition);
  const lines = points.flatMap((point) => linesOf(family, point));
  return `# HELP ${family} ${escapeHelp(definition.description)}\n# TYPE ${family} ${definition.kind}\n${lines.join('\n')}\n`;
}

function linesOf(family: string, { attributes, value }: Point): readonly string[] {
  const labels = labelsOf(attributes);
  return typeof value === 'number' ? [`${family}{${labels}} ${value}`] : histogramLines(family, labels, value);
}

function histogramLines(family: string, labels: string, { bounds, upTo, count, sum }: Buckets): readonly string[] {
  const bucket = (bound: string, value: number): string => `${family}_bucket{${labels}${labels === '' ? '' : ','}le="${bound}"} ${value}`;
  const buckets = bounds.map((bound, index) => bucket(String(bound), upTo[index] ?? 0));
  return [...buckets, bucket('+Inf', count), `${family}_sum{${labels}} ${sum}`, `${family}_count{${labels}} ${count}`];
}

function labelsOf(attributes: NamedAttributes): string {
  return Object.entries(attributes).map(([name, value]) => `${name.replaceAll('.', '_')}="${escapeLabel(String(value))}"`).join(',');
}

const special = /[\\\n"]/;
const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => (special.test(text) ? escapeHelp(text).replaceAll('"', '\\"') : text);
