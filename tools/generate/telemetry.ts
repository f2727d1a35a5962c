import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionFields } from '../../src/kernel/options.ts';
import { metricDefinitions } from '../../src/telemetry/metrics.ts';
import type { MetricDefinition } from '../../src/telemetry/metrics.ts';
import { attributeNames } from '../../src/telemetry/names.ts';
import { metricsFields, tracesFields } from '../../src/telemetry/options.ts';
import { prometheusName } from '../../src/telemetry/prometheus.ts';
import type { Generated } from '../generate.ts';
import { root } from '../shell.ts';

const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function optionsTable(fields: OptionFields): string {
  const rows = Object.entries(fields).map(([name, { description, fallback }]) => [`\`${name}\``, fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``, description]);
  return table(['option', 'default', 'meaning'], rows);
}

function metricsTable(): string {
  const rows = Object.entries(metricDefinitions).map(([name, definition]: [string, MetricDefinition]) => {
    const attributes = definition.attributes.map((each) => `\`${each}\``).join(', ');
    return [`\`${name}\`<br>\`${prometheusName(name, definition)}\``, `${definition.kind}, ${definition.unit}`, definition.description, attributes];
  });
  return table(['metric', 'kind, unit', 'meaning', 'attributes'], rows);
}

function attributesTable(): string {
  const rows = Object.entries(attributeNames).map(([name, { on, description }]) => [`\`${name}\``, on === 'both' ? 'spans, metrics' : `${on}s`, description]);
  return table(['attribute', 'on', 'meaning'], rows);
}

/** docs/telemetry.md: the text beside this file, with the tables of what the sources have. */
export function generate(): Generated {
  const text = readFileSync(join(root, 'tools/generate/telemetry.md'), 'utf8');
  const tables = { 'traces options': optionsTable(tracesFields), 'metrics options': optionsTable(metricsFields), metrics: metricsTable(), attributes: attributesTable() };
  const filled = Object.entries(tables).reduce((page, [name, rows]) => page.replace(`<!-- ${name} -->`, () => rows), text);
  return { path: 'docs/telemetry.md', text: filled };
}
