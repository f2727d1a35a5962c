import { exportAsyncApi } from '../../../export/asyncapi.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { appPositional, appShown, loadMap } from '../../load-app.ts';
import { sayJson } from '../../output/text.ts';

export default command({
  description: 'The AsyncAPI 3.0 document of the events on queues, streams, webhooks and sockets. Nothing is started.',
  positionals: { app: appPositional },
  shown: { app: appShown },
  examples: [{ line: 'isthmus export asyncapi > asyncapi.json', about: 'Of the app of this directory.' }],
  async run({ app }, io) {
    sayJson(io, exportAsyncApi((await loadMap(io, app)).map));
    return exitCodes.fine;
  },
});
