import type { Advice, AdvisedEngine, AdvisedMethod, ToldConflict } from '../../advisor/index.ts';
import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import { wrap } from '../output/text.ts';

type Screen = Pick<Io, 'color' | 'width' | 'terminal'>;

const mostWays = 4;
const mostEngines = 3;
const mostChanges = 6;

/** The advice for a person. */
export function adviceText(given: Screen, { ranking, engines, companions, conflicts, tensions, code, changes }: Advice): string {
  const io = given.terminal ? given : { ...given, width: Number.MAX_SAFE_INTEGER };
  const contrary = changes.filter(({ now }) => now !== undefined);
  const open = changes.filter(({ now }) => now === undefined);
  const parts = [
    part(io, 'Contradictions', conflicts.map((each) => bullet(io, conflictText(each)))),
    part(io, 'Hard to meet together', tensions.map(({ why }) => bullet(io, why))),
    part(io, 'Ways, best first', ranking.slice(0, mostWays).map((each, index) => wayText(io, each, index))),
    part(io, 'Engines', engines.slice(0, mostEngines).map((each, index) => engineText(io, each, index))),
    part(io, 'Goes with it', companions.map(({ name, why, rule }) => bullet(io, `${paint(io, 'name', name)}: ${why} ${paint(io, 'faint', `[${rule}]`)}`))),
    part(io, 'Another answer comes first, if', contrary.slice(0, mostChanges).map(({ text }) => bullet(io, text))),
    part(io, 'Not said, and it would change the answer', open.slice(0, mostChanges).map(({ text, description }) => bullet(io, `${text}. ${paint(io, 'faint', description)}`))),
    part(io, 'Code to paste', code === undefined ? [] : [`${code.trimEnd().split('\n').map((line) => `  ${line}`).join('\n')}\n`]),
  ];
  const nothing = conflicts.length > 0 ? 'Nothing is recommended before the contradiction is solved.' : 'Nothing was said that decides: say more of the needs.';
  return [...(ranking.length === 0 ? [`${paint(io, 'doubtful', nothing)}\n`] : []), ...parts.filter((each) => each !== '')].join('\n');
}

const part = (io: Screen, title: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `${paint(io, 'title', title)}\n${lines.join('')}`);
const bullet = (io: Screen, text: string): string => `  - ${wrap(text, io.width, '    ').trimStart()}\n`;
const upTo = (io: Screen, text: string, indent: string): string => `${wrap(clean(text), io.width, indent)}\n`;

function wayText(io: Screen, { name, carried, reasons }: AdvisedMethod, index: number): string {
  const head = `  ${index + 1}. ${paint(io, index === 0 ? 'good' : 'name', name)}${carried ? '' : paint(io, 'faint', '  (not carried by this version)')}\n`;
  const shown = index === 0 ? reasons : reasons.slice(0, 1);
  return head + shown.map(({ title, why, rule, sources }) => upTo(io, `${title}: ${why} [${rule}${sources[0] === undefined ? '' : `; ${sources[0].title}`}]`, '     ')).join('');
}

function engineText(io: Screen, { name, carried, reasons, cautions }: AdvisedEngine, index: number): string {
  const head = `  ${index + 1}. ${paint(io, 'name', name)}${carried ? '' : paint(io, 'faint', '  (not carried by this version)')}\n`;
  const why = reasons.length === 0 ? '' : upTo(io, reasons.map((reason) => reason.why).join('; '), '     ');
  return head + why + cautions.map((caution) => upTo(io, `Mind: ${caution}`, '     ')).join('');
}

function conflictText({ why, readings }: ToldConflict): string {
  const ways = readings.flatMap(({ without, name }) => (name === undefined ? [] : [`without ${without}: ${name}`]));
  return `${why}${ways.length === 0 ? '' : ` (${ways.join('; ')})`}`;
}
