import { list, text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findCommand } from '../find-command.ts';
import { tellHelp, tellOverview } from '../help.ts';

export default command({
  description: 'Without a name it lists all commands. The same text comes after any command with `--help`.',
  positionals: { command: list(text({ description: 'A word of the command.' }), { description: 'The command, such as `check`.' }) },
  examples: [
    { line: 'isthmus help', about: 'All commands.' },
    { line: 'isthmus help check', about: 'What `check` does.' },
  ],
  async run({ command: words }, io) {
    const { commands } = await import('../commands.ts');
    const found = words === undefined || words.length === 0 ? undefined : findCommand(words, commands);
    if (found === undefined) tellOverview(io, commands);
    else if ('group' in found) tellOverview(io, found.group, found.name);
    else await tellHelp(io, found.listed);
    return exitCodes.fine;
  },
});
