import type { Option } from '../kernel/options.ts';
import { flagName, globalOptions, globalShown, isFlag, isList } from './arguments.ts';
import type { Command, Io, Listed, Shown } from './command.ts';
import { paint, widthOf } from './output/style.ts';
import { sayJson, wrap } from './output/text.ts';

type Screen = Pick<Io, 'color' | 'width'>;

/** Writes the overview, or one document of it. */
export function tellOverview(io: Io, all: readonly Listed[], only?: string): void {
  if (io.json) sayJson(io, { commands: all.map(({ name, summary }) => ({ name, summary })) });
  else io.stdout.write(overview(io, all, only));
}

/** Writes the help of one command, or one document of it. */
export async function tellHelp(io: Io, listed: Listed): Promise<void> {
  const { default: command } = await listed.load();
  if (io.json) sayJson(io, documentOf(listed, command));
  else io.stdout.write(helpOf(io, listed, command));
}

function documentOf({ name, summary }: Listed, command: Command): object {
  const fields = { ...command.options, ...globalOptions };
  const options = Object.entries(fields).map(([key, option]) => ({ name: flagName(key), written: written(key, option, command.shown[key] ?? {}), ...option.schema }));
  const positionals = Object.entries(command.positionals).map(([key, { schema, required }]) => ({ name: key, required, ...schema }));
  return { name, summary, description: command.description, usage: usageOf(name, command), arguments: positionals, options, examples: command.examples };
}

/** The overview: `isthmus help`. */
function overview(io: Screen, all: readonly Listed[], only?: string): string {
  const usage = only === undefined ? 'isthmus COMMAND' : `isthmus ${only} COMMAND`;
  const widest = Math.max(...all.map(({ name }) => widthOf(name)));
  const lists = Map.groupBy(all, ({ name }) => titleOf(name)).entries().map(([title, listed]) => section(io, only === undefined ? title : 'Commands', listed.map(({ name, summary }) => [name.padEnd(widest), capital(summary)])));
  const options = [['--json, --verbose, --no-color', 'On every command'], ['-h, --help', 'Help with examples, after any command'], ['--version', 'The version']] as const;
  return `${paint(io, 'title', 'Usage')}  ${usage} [ARGUMENTS] [--json] [--help]\n\n${[...lists, section(io, 'Options', options)].join('\n')}`;
}

const titles: Readonly<Record<string, readonly string[]>> = {
  'Write and run': ['init', 'dev', 'start'],
  'Choose and check': ['check', 'describe', 'advise'],
  'Look into a running app': ['queue', 'stream', 'job', 'top', 'doctor'],
};

function titleOf(name: string): string {
  const [first = ''] = name.split(' ');
  return Object.keys(titles).find((title) => titles[title]?.includes(first)) ?? 'Other';
}

/** Help of one command: `isthmus help check`, `isthmus check --help`. */
function helpOf(io: Screen, { name, summary }: Listed, command: Command): string {
  const parts = [
    wrap(`${capital(summary)}. ${command.description}`.trim(), io.width),
    `\n${paint(io, 'title', 'Usage')}\n  ${usageOf(name, command)}\n`,
    section(io, 'Arguments', Object.entries(command.positionals).map(([key, option]) => [key.toUpperCase(), meaning(option)])),
    section(io, 'Options', optionLines(command.options, command.shown)),
    section(io, 'Options of every command', optionLines(globalOptions, globalShown)),
    section(io, 'Examples', command.examples.map(({ line, about }) => [line, about])),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** `isthmus check [APP] [OPTIONS]`. */
export function usageOf(name: string, { positionals, options }: Command): string {
  const words = Object.entries(positionals).map(([key, option]) => {
    const word = `${key.toUpperCase()}${isList(option) ? '…' : ''}`;
    return option.required ? word : `[${word}]`;
  });
  return ['isthmus', name, ...words, ...(Object.keys(options).length > 0 ? ['[OPTIONS]'] : [])].join(' ');
}

function optionLines(options: Command['options'], shown: Command['shown']): ReadonlyArray<readonly [string, string]> {
  return Object.entries(options).map(([name, option]) => [written(name, option, shown[name] ?? {}), meaning(option)]);
}

/** `-n, --count NUMBER`, `--no-color`. */
export function written(name: string, option: Option<unknown, unknown>, shown: Shown): string {
  const short = shown.short === undefined ? '' : `-${shown.short}, `;
  if (isFlag(option)) return `${short}--${option.fallback === true ? 'no-' : ''}${flagName(name)}`;
  return `${short}--${flagName(name)} ${shown.value ?? valueName(option)}`;
}

/** What an option's value looks like: its words, or its kind, which is found by trying. */
export function valueName(option: Option<unknown, unknown>): string {
  const { schema } = option;
  const items = schema['items'] as Option<unknown, unknown>['schema'] | undefined;
  const words = (schema['enum'] ?? items?.['enum']) as readonly string[] | undefined;
  if (words !== undefined) return words.join('|');
  if (option.read('1ms', '', []) === 1) return 'DURATION';
  if (option.read('1KiB', '', []) === 1_024) return 'SIZE';
  return schema['type'] === 'number' || schema['type'] === 'integer' ? 'NUMBER' : 'TEXT';
}

/** What an option means, with its default. */
export function meaning({ description, fallback, required, schema }: Option<unknown, unknown>): string {
  const says = typeof fallback === 'boolean' || fallback === undefined ? '' : ` Default: ${String(fallback)}.`;
  return `${description}${says}${required ? ' Required.' : ''}${schema['type'] === 'array' ? ' May be repeated.' : ''}`;
}

function section(io: Screen, title: string, lines: ReadonlyArray<readonly [string, string]>): string {
  if (lines.length === 0) return '';
  const widest = Math.max(...lines.map(([left]) => widthOf(left)));
  return `${paint(io, 'title', title)}\n${lines.map((line) => entry(io, line, Math.min(widest, 26))).join('')}`;
}

/** The words beside the name, or below it where the name is long. */
function entry(io: Screen, [left, right]: readonly [string, string], column: number): string {
  const indent = ' '.repeat(column + 4);
  const text = wrap(right, io.width, indent);
  const name = `  ${paint(io, 'name', left)}`;
  return widthOf(left) > column ? `${name}\n${text}\n` : `${name}${' '.repeat(column - widthOf(left) + 2)}${text.trimStart()}\n`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
