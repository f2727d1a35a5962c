import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands.ts';
import type { Command, Listed } from '../../src/cli/command.ts';
import { exitMeanings } from '../../src/cli/exit-code.ts';
import { meaning, usageOf, written } from '../../src/cli/help.ts';
import { needFields } from '../../src/kernel/needs.ts';
import type { Generated } from '../generate.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function tableOf(head: readonly [string, string], rows: ReadonlyArray<readonly [string, string]>): string {
  if (rows.length === 0) return '';
  return [`| ${head.join(' | ')} |`, '| --- | --- |', ...rows.map(([left, right]) => `| \`${cell(left)}\` | ${cell(right)} |`), ''].join('\n');
}

function section({ name, summary }: Listed, command: Command): string {
  const positionals = Object.entries(command.positionals).map(([key, option]) => [key.toUpperCase(), meaning(option)] as const);
  const options = Object.entries(command.options).filter(([key]) => !isNeed(name, key)).map(([key, option]) => [written(key, option, command.shown[key] ?? {}), meaning(option)] as const);
  const needs = name === 'advise' ? `Each need is an option too:\n\n${tableOf(['need', 'meaning'], Object.entries(needFields).map(([key, option]) => [written(key, option, {}), meaning(option)] as const))}` : '';
  const examples = tableOf(['example', ''], command.examples.map(({ line, about }) => [line, about] as const));
  const parts = [`### isthmus ${name}\n`, `${capital(summary)}. ${command.description}`.trim(), `\n    ${usageOf(name, command)}\n`, tableOf(['argument or option', 'meaning'], [...positionals, ...options]), needs, examples];
  return parts.filter((part) => part !== '').join('\n');
}

const isNeed = (name: string, key: string): boolean => name === 'advise' && Object.hasOwn(needFields, key);

/** `docs/command-line.md`: the words of tools/generate/command-line.md, then what the commands' own specifications say. */
export async function generate(): Promise<Generated> {
  const head = readFileSync(join(import.meta.dirname, 'command-line.md'), 'utf8').trimEnd();
  const codes = ['| code | meaning |', '| --- | --- |', ...Object.values(exitMeanings).map(([code, words]) => `| ${code} | ${cell(words)} |`), ''].join('\n');
  const loaded = await Promise.all(commands.map(async (listed) => [listed, (await listed.load()).default] as const));
  const overview = tableOf(['command', 'what it does'], commands.map(({ name, summary }) => [name, capital(summary)] as const));
  const parts = [head, '', '## Exit codes\n', 'They are permanent.\n', codes, '## Commands\n', overview, ...loaded.map(([listed, command]) => section(listed, command))];
  return { path: 'docs/command-line.md', text: parts.join('\n') };
}
