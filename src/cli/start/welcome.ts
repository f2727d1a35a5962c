import type { Io, Listed } from '../command.ts';
import { paint, widthOf } from '../output/style.ts';
import { cut } from '../output/text.ts';
import type { RunningLink, Started } from './started.ts';

/** Links that are told one by one; with more, they are counted by method. */
const most = 16;

/** What a person sees once an app runs: where, what, and where to look. */
export function welcome(io: Pick<Io, 'color' | 'width' | 'terminal'>, { name, url, links }: Started, all: readonly Listed[]): string {
  const where = url === undefined ? '' : `, ${paint(io, 'name', url)}`;
  const lines = links.length > most ? counted(links) : aligned(links);
  const looks = looksOf(url, links, all);
  return [
    `${paint(io, 'title', name)} is running${where}`,
    '',
    ...lines.map((line) => `  ${io.terminal ? cut(line, io.width - 2) : line}`),
    '',
    ...(looks.length > 0 ? [`Look: ${looks.map((each) => paint(io, 'name', each)).join('   ')}`] : []),
    'Ctrl-C stops it. What is accepted and not done by then goes on at the next start.',
    '',
  ].join('\n');
}

function aligned(links: readonly RunningLink[]): readonly string[] {
  const rows = links.map(({ method, from, to, what }) => [method, `${from} → ${to.join(', ')}`, what] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => widthOf(row[column])));
  const fit = (text: string, column: 0 | 1): string => text + ' '.repeat(width(column) - widthOf(text));
  return rows.map(([method, path, what]) => `${fit(method, 0)}  ${fit(path, 1)}  ${what}`);
}

function counted(links: readonly RunningLink[]): readonly string[] {
  const byMethod = Map.groupBy(links, ({ method }) => method);
  return Array.from(byMethod, ([method, of]) => `${method}  ${of.length} ${of.length === 1 ? 'link' : 'links'}`);
}

/** Addresses and commands that show this app, as far as they exist. */
function looksOf(url: string | undefined, links: readonly RunningLink[], all: readonly Listed[]): readonly string[] {
  const has = (method: string): boolean => links.some((each) => each.method === method);
  const exists = (name: string): boolean => all.some((each) => each.name === name);
  const commands = ['queue', 'stream', 'job'].filter(has).map((method) => `${method} list`);
  return [
    ...(url !== undefined && has('rest') ? [`${url}/docs`] : []),
    ...[...commands, 'top'].filter(exists).map((name) => `npx isthmus ${name}`),
  ];
}
