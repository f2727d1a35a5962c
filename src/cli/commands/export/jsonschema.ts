import { exportJsonSchema } from '../../../export/json-schema.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { appPositional, appShown, loadMap } from '../../load-app.ts';
import { sayJson } from '../../output/text.ts';

export default command({
  description: 'Every schema of the contracts as one JSON Schema document (2020-12), by contract, version and part. Nothing is started.',
  positionals: { app: appPositional },
  shown: { app: appShown },
  examples: [{ line: 'isthmus export jsonschema > schemas.json', about: 'Of the app of this directory.' }],
  async run({ app }, io) {
    sayJson(io, exportJsonSchema((await loadMap(io, app)).map));
    return exitCodes.fine;
  },
});
