import { readArguments } from './arguments.ts';
import type { Io, Listed } from './command.ts';
import { commands } from './commands.ts';
import { cliErrors } from './errors.ts';
import { exitCodes } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { tellFailure } from './failure.ts';
import { findCommand } from './find-command.ts';
import { tellHelp, tellOverview } from './help.ts';
import { say, sayJson } from './output/text.ts';

/** What the global options say, found before the command is known, so that every error obeys them. */
export interface GlobalChoices {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly color: boolean | undefined;
}

/** Looks for the global options among all words before `--`. */
export function globalChoices(args: readonly string[]): GlobalChoices {
  const end = args.indexOf('--');
  const words = new Set(end < 0 ? args : args.slice(0, end));
  const color = words.has('--no-color') ? false : words.has('--color') ? true : undefined;
  return { json: words.has('--json'), verbose: words.has('--verbose'), color };
}

/** Runs one command line (without `node` and the program's name) and gives its exit code. Never throws. */
export async function run(args: readonly string[], io: Io, all: readonly Listed[] = commands): Promise<ExitCode> {
  try {
    return await dispatch(args, io, all);
  } catch (error) {
    return tellFailure(io, error);
  }
}

async function dispatch(args: readonly string[], io: Io, all: readonly Listed[]): Promise<ExitCode> {
  const { globals, others } = split(args);
  const [first] = others;
  if (first === '--version' || first === '-v') return tellVersion(io);
  const helps = others.includes('--help') || others.includes('-h');
  if (first === undefined || first === '--help' || first === '-h') return overviewed(io, all, undefined, helps);
  if (first.startsWith('-')) throw cliErrors.ARGUMENT_INVALID(`${first} is not known before a command.`);
  const found = findCommand(others, all);
  if ('group' in found) return overviewed(io, found.group, found.name, helps);
  const { default: command } = await found.listed.load();
  const input = readArguments(command, [...globals, ...found.rest]);
  if (input['help'] !== true) return command.run(input, io);
  await tellHelp(io, found.listed);
  return exitCodes.fine;
}

const globalWords: ReadonlySet<string> = new Set(['--json', '--verbose', '--color', '--no-color']);

/** Options of every command may stand anywhere, between the words of a command too. */
function split(args: readonly string[]): { readonly globals: readonly string[]; readonly others: readonly string[] } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const isGlobal = (each: string, index: number): boolean => index < end && globalWords.has(each);
  return { globals: args.filter(isGlobal), others: args.filter((each, index) => !isGlobal(each, index)) };
}

function tellVersion(io: Io): ExitCode {
  if (io.json) sayJson(io, { version: io.version });
  else say(io, io.version);
  return exitCodes.fine;
}

/** Without a command nothing was done, which is a wrong use unless help was asked for. */
function overviewed(io: Io, all: readonly Listed[], name: string | undefined, helps: boolean): ExitCode {
  tellOverview(io, all, name);
  return helps ? exitCodes.fine : exitCodes.usage;
}
