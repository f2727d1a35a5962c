import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { sayJson } from '../../output/text.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField } from '../../running/options.ts';
import { queuesTable } from '../../running/queues.ts';
import type { List, QueueShown } from '../../running/views.ts';

export default command({
  description: 'Each queue with what waits, what is being handled, and what was given up; jobs wait in queues too.',
  options: appField,
  examples: [{ line: 'isthmus queue list', about: 'The queues of the app that runs here.' }],
  async run({ app }, io) {
    const queues = await (await findRunning(io, app)).ask<List<QueueShown>>('/queues');
    if (io.json) sayJson(io, queues);
    else if (queues.items.length === 0) io.stderr.write('This app has no queues.\n');
    else io.stdout.write(queuesTable(io, queues.items));
    return exitCodes.fine;
  },
});
