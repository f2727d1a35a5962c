import { exportOpenApi } from '../../../export/openapi.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { appPositional, appShown, loadMap } from '../../load-app.ts';
import { sayJson } from '../../output/text.ts';

export default command({
  description: 'The OpenAPI 3.1 document of the REST links: the one that the running app serves at /openapi.json. Nothing is started.',
  positionals: { app: appPositional },
  shown: { app: appShown },
  examples: [{ line: 'isthmus export openapi > openapi.json', about: 'Of the app of this directory.' }],
  async run({ app }, io) {
    sayJson(io, exportOpenApi((await loadMap(io, app)).map));
    return exitCodes.fine;
  },
});
