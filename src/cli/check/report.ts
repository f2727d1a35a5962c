import type { Finding, Report, Severity, Suppressed } from '../../advisor/index.ts';
import { ways } from '../../advisor/code.ts';
import { severities } from '../../advisor/rule.ts';
import type { IntegrationMap } from '../../kernel/map.ts';
import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import type { Style } from '../output/style.ts';
import { wrap } from '../output/text.ts';

type Screen = Pick<Io, 'color' | 'width' | 'terminal'>;

const styles: Readonly<Record<Severity, Style>> = { error: 'bad', warning: 'doubtful', advice: 'hint', note: 'faint' };

/** The findings for a person, by link, the link with the worst finding first. Lines are broken in a terminal only. */
export function reportText(io: Screen, report: Report, map: IntegrationMap, all: boolean): string {
  const screen = io.terminal ? io : { ...io, width: Number.MAX_SAFE_INTEGER };
  const shown: readonly (Finding | Suppressed)[] = [...report.findings, ...(all ? report.suppressed : [])];
  const groups = Object.values(Object.groupBy(shown, ({ link }) => link ?? '')).map((found) => groupText(screen, found ?? [], map));
  return [...groups, summary(screen, report, all)].join('\n');
}

function groupText(io: Screen, findings: readonly (Finding | Suppressed)[], map: IntegrationMap): string {
  const name = findings[0]?.link;
  const link = map.links.find((each) => each.name === name);
  const head = link === undefined ? paint(io, 'title', 'The map as a whole') : `${paint(io, 'title', clean(link.name))}  ${paint(io, 'faint', clean(`${link.from} → ${link.to.join(', ')} by ${link.method}`))}`;
  return `${head}\n${findings.map((each) => findingText(io, each)).join('\n')}`;
}

function findingText(io: Screen, finding: Finding | Suppressed): string {
  const { severity, rule, title, why, change, code, recommends, sources } = finding;
  const lines: Array<readonly [name: string, text: string, whole?: true] | false> = [
    ['Why', sentence(why)],
    ['Do', ended(change)],
    recommends.length > 0 && ['Better', recommends.map((choice) => ways[choice].name).join(', or ')],
    code !== undefined && !change.includes(code) && ['Code', code, true],
    sources.length > 0 && ['From', sources.map((source) => `${source.title} <${source.url}>`).join('; ')],
    'reason' in finding && ['Kept', `accepted: ${finding.reason}`],
  ];
  const label = 'reason' in finding ? paint(io, 'faint', 'accepted') : paint(io, styles[severity], severity.padEnd(8));
  const body = lines.filter((line) => line !== false).map(([name, text, whole]) => `${paint(io, 'faint', `    ${name.padEnd(6)}`)} ${whole === true ? clean(text) : wrap(clean(text), io.width, ' '.repeat(11)).trimStart()}\n`);
  return `  ${label} ${paint(io, 'name', rule.padEnd(4))} ${wrap(clean(title), io.width, ' '.repeat(16)).trimStart()}\n${body.join('')}`;
}

const ended = (text: string): string => (/[.!?)}\]]$/.test(text) ? text : `${text}.`);
const sentence = (text: string): string => ended(text.charAt(0).toUpperCase() + text.slice(1));

function summary(io: Screen, { app, links, findings, suppressed }: Report, all: boolean): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : [paint(io, styles[severity], `${count} ${plural(severity, count)}`)];
  });
  const found = counts.length === 0 ? paint(io, 'good', 'nothing to report') : counts.join(', ');
  const accepted = suppressed.length === 0 ? '' : ` ${suppressed.length} accepted${all ? '' : ' (--all lists them)'}.`;
  return `${clean(app)}, ${links} ${links === 1 ? 'link' : 'links'}: ${found}.${accepted}\n`;
}

const plural = (severity: Severity, count: number): string => (count === 1 ? (severity === 'advice' ? 'piece of advice' : severity) : severity === 'advice' ? 'pieces of advice' : `${severity}s`);
