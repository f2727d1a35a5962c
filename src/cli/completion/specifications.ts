import { flagName, globalOptions, globalShown, isFlag } from '../arguments.ts';
import type { Command, Listed } from '../command.ts';
import type { Option } from '../../kernel/options.ts';

/** One option as a shell needs to know it. */
export interface OptionWords {
  /** Without dashes: `fail-on`, `no-color`. */
  readonly name: string;
  readonly short: string | undefined;
  readonly description: string;
  /** `none`: it is a flag. */
  readonly value: 'none' | 'file' | 'text' | readonly string[];
}

/** One command as a shell needs to know it. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  /** The words that its first argument may be; `file`: any file. */
  readonly argument: 'none' | 'file' | readonly string[];
  readonly options: readonly OptionWords[];
}

/** Loads all commands and tells their words. */
export async function specifications(all: readonly Listed[]): Promise<readonly CommandWords[]> {
  return Promise.all(all.map(async ({ name, summary, load }) => wordsOf(name, summary, (await load()).default, all)));
}

function wordsOf(name: string, summary: string, { positionals, options, shown }: Command, all: readonly Listed[]): CommandWords {
  const [first] = Object.entries(positionals);
  const fields = { ...options, ...globalOptions };
  return {
    name, summary,
    argument: name === 'help' ? [...new Set(all.map((each) => each.name.split(' ')[0] ?? ''))] : argumentOf(first, shown),
    options: Object.entries(fields).map(([key, option]) => optionWords(key, option, { ...globalShown, ...shown })),
  };
}

function argumentOf(first: readonly [string, Option<unknown, unknown>] | undefined, shown: Command['shown']): CommandWords['argument'] {
  if (first === undefined) return 'none';
  const [name, { schema }] = first;
  return (schema['enum'] as readonly string[] | undefined) ?? (shown[name]?.file === true ? 'file' : 'none');
}

function optionWords(key: string, option: Option<unknown, unknown>, shown: Command['shown']): OptionWords {
  const own = shown[key] ?? {};
  const words = option.schema['enum'] as readonly string[] | undefined;
  const name = isFlag(option) && option.fallback === true ? `no-${flagName(key)}` : flagName(key);
  return { name, short: own.short, description: option.description, value: isFlag(option) ? 'none' : (words ?? (own.file === true ? 'file' : 'text')) };
}
