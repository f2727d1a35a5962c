import type { Io, Listed } from '../command.ts';
import { paint, widthOf } from '../output/style.ts';
import { cut } from '../output/text.ts';
import type { RunningLink, Started } from './started.ts';

/** Links that are told one by one; with more, they are counted by method. */
const most = 16;

/** What a person sees once an app runs: where, what, and where to look. */
export function welcome(io: Pick<Io, 'color' | 'width' | 'terminal'>, { name, url, links }: Started, all: readonly Listed[]): string {
  const where = url === undefined ? '' : `, ${paint(io, 'name', url)}`;
  const looks = looksOf(url, links, all);
  const longest = Math.max(...looks.map(([place]) => place.length));
  const blocks = [
    [`${paint(io, 'title', name)} is running${where}`],
    (links.length > most ? counted(links) : aligned(links)).map((line) => `  ${io.terminal ? cut(line, io.width - 2) : line}`),
    looks.map(([place, about]) => `  ${paint(io, 'name', place.padEnd(longest))}  ${about}`),
    ['Ctrl-C stops it.'],
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function aligned(links: readonly RunningLink[]): readonly string[] {
  const rows = links.map(({ method, from, to, what }) => [method, what, `${from} → ${to.join(', ')}`] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => widthOf(row[column])));
  const fit = (text: string, column: 0 | 1): string => text + ' '.repeat(width(column) - widthOf(text));
  return rows.map(([method, what, path]) => `${fit(method, 0)}  ${fit(what, 1)}  ${path}`);
}

function counted(links: readonly RunningLink[]): readonly string[] {
  const byMethod = Map.groupBy(links, ({ method }) => method);
  return Array.from(byMethod, ([method, of]) => `${method}  ${of.length} ${of.length === 1 ? 'link' : 'links'}`);
}

const shows: ReadonlyArray<readonly [command: string, about: string, method?: string]> = [
  ['queue list', 'what waits, and what was given up', 'queue'],
  ['stream list', 'what was said, and how far each reader is', 'stream'],
  ['job list', 'what is asked for, running and done', 'job'],
  ['top', 'all of it, live'],
];

/** Addresses and commands that show this app, as far as they exist. */
function looksOf(url: string | undefined, links: readonly RunningLink[], all: readonly Listed[]): ReadonlyArray<readonly [place: string, about: string]> {
  const has = (method: string): boolean => links.some((each) => each.method === method);
  const commands = shows.filter(([command, , method]) => (method === undefined || has(method)) && all.some(({ name }) => name === command));
  return [
    ...(url !== undefined && has('rest') ? [[`${url}/docs`, 'each call, to try'] as const] : []),
    ...commands.map(([command, about]) => [`npx isthmus ${command}`, about] as const),
  ];
}
