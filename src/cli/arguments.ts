import { parseArgs } from 'node:util';
import { flag } from '../kernel/option-kinds.ts';
import { nearest } from '../kernel/nearest.ts';
import { readFields, show } from '../kernel/options.ts';
import type { Fault, Option, OptionFields } from '../kernel/options.ts';
import type { Command, Shown } from './command.ts';
import { cliErrors } from './errors.ts';

/** Options that every command has. */
export const globalOptions = {
  json: flag({ description: 'One JSON document on standard output; errors as JSON on standard error.', fallback: false }),
  color: flag({ description: 'Colours, as the terminal and NO_COLOR or FORCE_COLOR say unless `--color` or `--no-color` is given.' }),
  verbose: flag({ description: 'Show stack traces.', fallback: false }),
  help: flag({ description: 'Tell what the command does, with examples.', fallback: false }),
} as const;
export const globalShown: Readonly<Record<string, Shown>> = { help: { short: 'h' } };

/** `failOn` is written `--fail-on`. */
export const flagName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const isFlag = ({ schema }: Option<unknown, unknown>): boolean => schema['type'] === 'boolean';
export const isList = ({ schema }: Option<unknown, unknown>): boolean => schema['type'] === 'array';

type Token = ReturnType<typeof tokensOf>[number];

interface Named {
  readonly name: string;
  readonly option: Option<unknown, unknown>;
}

/** What the arguments say, before the command's own specification has checked it. */
interface Given {
  readonly options: Record<string, unknown>;
  readonly positionals: string[];
  readonly faults: Fault[];
}

/** Reads the arguments of a command. Throws `ARGUMENT_INVALID` with every fault. */
export function readArguments({ positionals, options, shown }: Pick<Command, 'positionals' | 'options' | 'shown'>, args: readonly string[]): Readonly<Record<string, unknown>> {
  const given: Given = { options: {}, positionals: [], faults: [] };
  const fields = { ...globalOptions, ...options };
  for (const token of tokensOf(args, fields, { ...globalShown, ...shown })) take(token, fields, given);
  const { faults } = given;
  if (given.options['help'] === true) return { help: true, ...readGlobal(given.options) };
  const values = { ...readOptions(fields, given.options, faults), ...readPositionals(positionals, given.positionals, faults) };
  if (faults.length > 0) throw invalid(faults);
  return values;
}

function readGlobal(options: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(globalOptions).map((name) => [name, options[name]]));
}

function tokensOf(args: readonly string[], fields: OptionFields, shown: Readonly<Record<string, Shown>>) {
  const options = Object.fromEntries(
    Object.entries(fields).map(([name, option]) => {
      const short = shown[name]?.short;
      return [flagName(name), { type: isFlag(option) ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const];
    }),
  );
  return parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true }).tokens;
}

function take(token: Token, fields: OptionFields, given: Given): void {
  if (token.kind === 'positional') given.positionals.push(token.value);
  if (token.kind !== 'option') return;
  const off = token.name.startsWith('no-') ? named(fields, token.name.slice(3)) : undefined;
  const found = named(fields, token.name) ?? (off !== undefined && isFlag(off.option) ? off : undefined);
  if (found === undefined) given.faults.push({ path: token.rawName, message: unknownOption(token.rawName, fields) });
  else if (isFlag(found.option)) takeFlag(token.rawName, token.inlineValue === true, found, found !== off, given);
  else takeValue(token, found, given);
}

function named(fields: OptionFields, flagged: string): Named | undefined {
  const name = Object.keys(fields).find((each) => flagName(each) === flagged);
  const option = name === undefined ? undefined : fields[name];
  return name === undefined || option === undefined ? undefined : { name, option };
}

function unknownOption(rawName: string, fields: OptionFields): string {
  const names = Object.keys(fields).map((name) => `--${flagName(name)}`);
  const near = nearest(rawName, names);
  return `is not known; ${near === undefined ? `known are ${names.join(', ')}` : `did you mean "${near}"?`}`;
}

function takeFlag(rawName: string, hasValue: boolean, { name }: Named, on: boolean, { options, faults }: Given): void {
  if (hasValue) faults.push({ path: rawName, message: 'takes no value' });
  else options[name] = on;
}

function takeValue({ rawName, value, inlineValue }: Extract<Token, { kind: 'option' }>, { name, option }: Named, { options, faults }: Given): void {
  const missing = value === undefined || (inlineValue === false && /^--?[A-Za-z]/.test(value));
  if (missing) faults.push({ path: rawName, message: 'needs a value' });
  else if (isList(option)) options[name] = [...((options[name] as unknown[] | undefined) ?? []), ...value.split(',').map((each) => fromText(each, option.schema['items']))];
  else if (Object.hasOwn(options, name)) faults.push({ path: rawName, message: `is given twice; the second value is ${show(value)}` });
  else options[name] = fromText(value, option.schema);
}

/** Numbers are written as text on a command line; what is no number stays text, for the option to read or refuse. */
export function fromText(value: string, schema: unknown): unknown {
  const type = (schema as { readonly type?: unknown } | undefined)?.type;
  return (type === 'number' || type === 'integer') && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

function readOptions(fields: OptionFields, options: Record<string, unknown>, faults: Fault[]): Readonly<Record<string, unknown>> {
  const own: Fault[] = [];
  const values = readFields(fields, options, '', own);
  for (const { path, message } of own) faults.push({ path: `--${flagName(path)}`, message });
  return values ?? {};
}

function readPositionals(fields: OptionFields, given: readonly string[], faults: Fault[]): Readonly<Record<string, unknown>> {
  const own: Fault[] = [];
  const words: Record<string, unknown> = {};
  for (const [index, [name, option]] of Object.entries(fields).entries()) {
    const value = isList(option) ? given.slice(index) : given[index];
    if (value !== undefined && value.length > 0) words[name] = typeof value === 'string' ? fromText(value, option.schema) : value;
  }
  faults.push(...tooMany(fields, given));
  const values = readFields(fields, words, '', own);
  for (const { path, message } of own) faults.push({ path: path.toUpperCase(), message });
  return values ?? {};
}

function tooMany(fields: OptionFields, given: readonly string[]): readonly Fault[] {
  const names = Object.keys(fields);
  if (Object.values(fields).some(isList)) return [];
  const takes = names.length === 0 ? 'no such argument' : names.map((name) => name.toUpperCase()).join(' ');
  return given.slice(names.length).map((extra) => ({ path: show(extra), message: `is too much: the command takes ${takes}` }));
}

function invalid(faults: readonly Fault[]): Error {
  const lines = faults.map(({ path, message }) => `${path} ${message}`);
  return cliErrors.ARGUMENT_INVALID({ what: lines.length === 1 ? `${lines[0]}.` : `${lines.length} arguments are wrong:\n${lines.map((line) => `  - ${line}`).join('\n')}`, details: { faults } });
}
