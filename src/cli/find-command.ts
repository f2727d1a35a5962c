import { nearest } from '../kernel/nearest.ts';
import type { Listed } from './command.ts';
import { commands } from './commands.ts';
import { cliErrors } from './errors.ts';

/** A command with what is left of the words, or the commands that begin with the words. */
export type Found = { readonly listed: Listed; readonly rest: readonly string[] } | { readonly group: readonly Listed[]; readonly name: string };

/** Finds the command by its leading words. Throws `COMMAND_UNKNOWN`. */
export function findCommand(args: readonly string[], all: readonly Listed[] = commands): Found {
  const end = args.findIndex((each) => each.startsWith('-'));
  const words = end < 0 ? args : args.slice(0, end);
  for (let count = Math.min(words.length, 3); count > 0; count -= 1) {
    const listed = all.find(({ name }) => name === words.slice(0, count).join(' '));
    if (listed !== undefined) return { listed, rest: args.slice(count) };
  }
  const [first = '', second] = words;
  const group = all.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && second === undefined) return { group, name: first };
  throw unknown(group.length > 0 ? `${first} ${second}` : first, group.length > 0 ? group : all);
}

function unknown(given: string, candidates: readonly Listed[]): Error {
  const names = [...new Set(candidates.flatMap(({ name }) => (given.includes(' ') ? [name] : [name, name.split(' ')[0] ?? name])))];
  const near = nearest(given, names);
  const hint = near === undefined ? `There are: ${[...new Set(names)].join(', ')}.` : `Did you mean "${near}"?`;
  return cliErrors.COMMAND_UNKNOWN(`There is no command "${given.slice(0, 60)}". ${hint}`);
}
