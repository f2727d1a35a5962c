import { choice } from '../../kernel/option-kinds.ts';
import { required } from '../../kernel/options.ts';
import { command } from '../command.ts';
import { completionScript, shells } from '../completion/scripts.ts';
import { specifications } from '../completion/specifications.ts';
import { exitCodes } from '../exit-code.ts';
import { say, sayJson } from '../output/text.ts';

export default command({
  description: 'The script knows all commands, options and their words; it asks nothing of a running app.',
  positionals: { shell: required(choice(shells, { description: 'bash, zsh or fish.' })) },
  examples: [
    { line: 'isthmus completion bash > ~/.local/share/bash-completion/completions/isthmus', about: 'For bash, from the next shell on.' },
    { line: 'isthmus completion zsh > "${fpath[1]}/_isthmus"', about: 'For zsh.' },
    { line: 'isthmus completion fish > ~/.config/fish/completions/isthmus.fish', about: 'For fish.' },
  ],
  async run({ shell }, io) {
    const { commands } = await import('../commands.ts');
    const script = completionScript(shell, await specifications(commands));
    if (io.json) sayJson(io, { shell, script });
    else say(io, script);
    return exitCodes.fine;
  },
});
