import type { Finding, Report, Severity, Suppressed } from '../../advisor/index.ts';
import { ways } from '../../advisor/code.ts';
import { severities } from '../../advisor/rule.ts';
import type { IntegrationMap } from '../../kernel/map.ts';
import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import type { Style } from '../output/style.ts';
import { wrap } from '../output/text.ts';
import { Footnotes } from './footnotes.ts';

type Screen = Pick<Io, 'color' | 'width' | 'terminal'>;
type Told = Finding | Suppressed;

const styles: Readonly<Record<Severity, Style>> = { error: 'bad', warning: 'doubtful', advice: 'hint', note: 'faint' };

/** The findings for a person, by link, the link with the worst finding first. Lines are broken in a terminal only. */
export function reportText(given: Screen, report: Report, map: IntegrationMap, all: boolean): string {
  const io = given.terminal ? given : { ...given, width: Number.MAX_SAFE_INTEGER };
  const notes = new Footnotes();
  const shown: readonly Told[] = [...report.findings, ...(all ? report.suppressed : [])];
  const groups = [...Map.groupBy(shown, ({ link }) => link)].map(([link, findings]) => groupText(io, link, findings, map, notes));
  return [...groups, ...notes.text(io), summary(io, report, all)].join('\n');
}

function groupText(io: Screen, name: string | undefined, findings: readonly Told[], map: IntegrationMap, notes: Footnotes): string {
  const link = map.links.find((each) => each.name === name);
  const head = link === undefined ? paint(io, 'title', 'The map as a whole') : `${paint(io, 'title', clean(link.name))}  ${paint(io, 'faint', clean(`${link.from} → ${link.to.join(', ')} by ${link.method}`))}`;
  return `${head}\n${findings.map((each) => findingText(io, each, notes)).join('\n')}`;
}

function findingText(io: Screen, finding: Told, notes: Footnotes): string {
  const { severity, rule, title } = finding;
  const label = 'reason' in finding ? paint(io, 'faint', 'accepted') : paint(io, styles[severity], severity.padEnd(8));
  const lines = linesOf(io, finding, notes).map(([name, text]) => `${paint(io, 'faint', `    ${name.padEnd(6)}`)} ${text}\n`);
  return `  ${label} ${paint(io, 'name', rule.padEnd(4))} ${wrap(clean(title), io.width, ' '.repeat(16)).trimStart()}\n${lines.join('')}`;
}

function linesOf(io: Screen, finding: Told, notes: Footnotes): ReadonlyArray<readonly [name: string, text: string]> {
  const { why, change, code, recommends, sources } = finding;
  const wrapped = (text: string) => wrap(clean(text), io.width, ' '.repeat(11)).trimStart();
  const lines: Array<readonly [string, string] | false> = [
    ['Why', wrapped(sentence(why))],
    ['Do', wrapped(ended(change))],
    recommends.length > 0 && ['Better', wrapped(recommends.map((choice) => ways[choice].name).join(', or '))],
    code !== undefined && !change.includes(code) && ['Code', codeText(io, clean(code))],
    sources.length > 0 && ['From', wrapped(sources.map((source) => notes.cite(source)).join('; '))],
    'reason' in finding && ['Kept', wrapped(`accepted: ${finding.reason}`)],
  ];
  return lines.filter((line) => line !== false);
}

/** Code is never broken; a comment behind it stands above it instead, and is broken as comments are. */
function codeText(io: Screen, code: string): string {
  const [before = '', comment] = code.startsWith('//') ? ['', code.slice(2).trim()] : code.split(/ +\/\/ /);
  const comments = comment === undefined ? [] : wrap(comment, io.width - 14).split('\n').map((line) => `// ${line}`);
  return [...comments, ...(before === '' ? [] : [before])].join(`\n${' '.repeat(11)}`);
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
