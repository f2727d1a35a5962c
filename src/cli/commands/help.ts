import { list, text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findCommand } from '../find-command.ts';
import { helpOf, overview } from '../help.ts';

export default command({
  description: 'Without a name it lists all commands. The same text comes after any command with `--help`.',
  positionals: { command: list(text({ description: 'A word of the command.' }), { description: 'The command, such as `check`.' }) },
  examples: [
    { line: 'isthmus help', about: 'All commands.' },
    { line: 'isthmus help check', about: 'What `check` does.' },
  ],
  async run({ command: words }, io) {
    const { commands } = await import('../commands.ts');
    if (words === undefined || words.length === 0) io.stdout.write(overview(io, commands));
    else {
      const found = findCommand(words, commands);
      io.stdout.write('group' in found ? overview(io, found.group, found.name) : helpOf(io, found.listed, (await found.listed.load()).default));
    }
    return exitCodes.fine;
  },
});
