import { flag } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import { mermaidOf } from '../describe/mermaid.ts';
import { treeOf } from '../describe/tree.ts';
import { cliErrors } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { appPositional, appShown, loadMap } from '../load-app.ts';
import { sayJson } from '../output/text.ts';

export default command({
  description: 'Who speaks to whom, about what, by which method and engine, with which needs and policies. Nothing is started. `--json` writes the map itself, which every command takes in the place of the app.',
  positionals: { app: appPositional },
  options: { mermaid: flag({ description: 'A Mermaid flowchart, for a page in Markdown.', fallback: false }) },
  shown: { app: appShown },
  examples: [
    { line: 'isthmus describe', about: 'The app of this directory as a tree.' },
    { line: 'isthmus describe src/app.ts --json > map.json', about: 'The map, as map.schema.json describes it.' },
    { line: 'isthmus describe --mermaid', about: 'A diagram.' },
  ],
  async run({ app, mermaid }, io) {
    if (mermaid && io.json) throw cliErrors.ARGUMENT_INVALID('--mermaid and --json exclude each other.');
    const { map } = await loadMap(io, app);
    if (io.json) sayJson(io, map);
    else io.stdout.write(mermaid ? mermaidOf(map) : treeOf(io, map));
    return exitCodes.fine;
  },
});
