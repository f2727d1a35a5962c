import type { CommandWords, OptionWords } from './specifications.ts';
import { nextWords } from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** https://fishshell.com/docs/current/completions.html */
export function fish(commands: readonly CommandWords[]): string {
  const groups = new Set(nextWords(commands).map(({ after }) => after));
  const lines = [
    '# fish completion of isthmus',
    'function __isthmus_at; set -l words (commandline -opc); set -e words[1]; set -l given (string match -v -- "-*" $words); test "$given" = "$argv"; end',
    'function __isthmus_in; set -l words (commandline -opc); set -e words[1]; string match -q -- "$argv*" "$words"; end',
    'complete -c isthmus -f',
    ...nextWords(commands).flatMap(({ after, words }) => words.map(({ word, summary }) => `complete -c isthmus -n ${quoted(after === '' ? '__isthmus_at' : `__isthmus_at ${after}`)} -a ${quoted(word)} -d ${quoted(summary)}`)),
    ...commands.flatMap((each) => commandLines(each, groups)),
  ];
  return lines.join('\n');
}

function commandLines({ name, argument, options }: CommandWords, groups: ReadonlySet<string>): readonly string[] {
  const when = quoted(`__isthmus_in ${name}`);
  const own = argument === 'none' || groups.has(name) ? [] : [`complete -c isthmus -n ${when} ${argument === 'file' ? '-F' : `-a ${quoted(argument.join(' '))}`}`];
  return [...own, ...options.map((each) => `complete -c isthmus -n ${when} ${optionPart(each)}`)];
}

function optionPart({ name, short, description, value }: OptionWords): string {
  const letter = short === undefined ? '' : `-s ${short} `;
  const takes = value === 'none' ? '' : value === 'file' ? '-r -F ' : value === 'text' ? '-x ' : `-x -a ${quoted(value.join(' '))} `;
  return `${letter}-l ${name} ${takes}-d ${quoted(description)}`;
}
