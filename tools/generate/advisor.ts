import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choiceRules } from '../../src/advisor/choices/all.ts';
import { shortName, ways } from '../../src/advisor/code.ts';
import { providerLimits } from '../../src/advisor/limits.ts';
import type { ProviderLimit } from '../../src/advisor/limits.ts';
import type { Choice } from '../../src/advisor/rule.ts';
import { ruleIds } from '../../src/advisor/rule-ids.ts';
import type { RuleId } from '../../src/advisor/rule-ids.ts';
import { linkRules, mapRules } from '../../src/advisor/rules/all.ts';
import { sources } from '../../src/advisor/sources.ts';
import { formatDuration, formatSize } from '../../src/kernel/units.ts';
import type { Generated } from '../generate.ts';
import { root } from '../shell.ts';

interface Told {
  readonly severity: string;
  readonly title: string;
  readonly recommends: readonly Choice[];
  readonly sources: readonly string[];
}

/** A rule as check tells it; where only advise has it, a preference. */
function told(id: RuleId): Told {
  const rule = [...linkRules, ...mapRules].find((each) => each.id === id);
  if (rule !== undefined) return rule;
  const [first] = choiceRules.filter((each) => each.id === id);
  if (first === undefined) throw new Error(`No rule has the id ${id}.`);
  return { ...first, severity: 'advice', recommends: Object.keys(first.points) as Choice[] };
}

function ruleRow(id: RuleId): string {
  const { severity, title, recommends, sources: keys } = told(id);
  const links = keys.map((key) => `[${key}](${sources[key]?.url ?? ''})`).join(', ');
  return `| ${id} | ${severity} | ${title} | ${recommends.map(shortName).join(', ')} | ${links} |`;
}

const units: Readonly<Partial<Record<keyof ProviderLimit, (value: number) => string>>> = {
  timeout: (value) => `waits ${formatDuration(value)}`,
  retries: (value) => `tries again ${value} times`,
  message: (value) => `${formatSize(value)} a message`,
  retention: (value) => `keeps ${formatDuration(value)}`,
  leaseMaximum: (value) => `a message stays ${formatDuration(value)} with a consumer`,
  pollGap: (value) => `${formatDuration(value)} between two polls`,
  rateOrdered: (value) => `${value}/s with order`,
  ratePerUnit: (value) => `${value}/s a unit`,
  bytesPerUnit: (value) => `${formatSize(value)}/s a unit`,
  bytesPerKey: (value) => `${formatSize(value)}/s a key`,
};

function limitRow([name, limit]: readonly [string, ProviderLimit]): string {
  const numbers = Object.entries(units).flatMap(([field, text]) => {
    const value = limit[field as keyof ProviderLimit];
    return typeof value === 'number' ? [text(value)] : [];
  });
  const source = limit.source.startsWith('https://') ? `[${limit.checked}](${limit.source})` : `${limit.checked}: ${limit.source}`;
  return `| \`${name}\` | ${limit.group} | ${numbers.join('; ')} | ${source}, ${limit.date} |`;
}

/** A way, and what to do where it is not carried yet. */
function wayRow([choice, { name, state, code }]: readonly [string, (typeof ways)[Choice]]): string {
  const written = code({}).replace(/^\/\/ (?:.*Meanwhile: )?/, '');
  const done = { 'method': 'a method', 'by-hand': `by hand: ${written}`, 'absent': `not yet; meanwhile: ${written}` }[state];
  return `| \`${choice}\` | ${name} | ${done} |`;
}

/** `docs/advisor.md`: the page, with the tables of ways, rules and limits. */
export function generate(): Generated {
  const page = readFileSync(join(root, 'tools/generate/advisor.md'), 'utf8');
  const choices = ['## The ways', '', '| `choice` | name | in this version |', '| --- | --- | --- |', ...Object.entries(ways).map(wayRow)];
  const rules = ['## The rules', '', 'Severities are those of the usual case; some cases are worse.', '', '| rule | severity | what it finds | recommends | sources |', '| --- | --- | --- | --- | --- |', ...ruleIds.map(ruleRow)];
  const limits = ['## The limits', '', '| name | is | allows | read |', '| --- | --- | --- | --- |', ...Object.entries(providerLimits).map(limitRow)];
  return { path: 'docs/advisor.md', text: page.replace('<!-- tables -->', [...choices, '', ...rules, '', ...limits].join('\n')) };
}
