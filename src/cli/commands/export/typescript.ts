import { exportTypeScript } from '../../../export/typescript/typescript.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { appPositional, appShown, loadMap } from '../../load-app.ts';
import { sayJson } from '../../output/text.ts';

export default command({
  description: 'The types of everything that is exchanged, for clients that have neither the contracts nor this package: one file that imports nothing. `--json` gives its text as a JSON string. Nothing is started.',
  positionals: { app: appPositional },
  shown: { app: appShown },
  examples: [{ line: 'isthmus export typescript > departures.ts', about: 'Of the app of this directory.' }],
  async run({ app }, io) {
    const text = exportTypeScript((await loadMap(io, app)).map);
    if (io.json) sayJson(io, text);
    else io.stdout.write(text);
    return exitCodes.fine;
  },
});
