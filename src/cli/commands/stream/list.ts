import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { table } from '../../output/table.ts';
import { sayJson } from '../../output/text.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField } from '../../running/options.ts';
import type { List, StreamShown } from '../../running/views.ts';

export default command({
  description: 'Each stream with what it holds, and how far its groups are behind.',
  options: appField,
  examples: [{ line: 'isthmus stream list', about: 'The streams of the app that runs here.' }],
  async run({ app }, io) {
    const streams = await (await findRunning(io, app)).ask<List<StreamShown>>('/streams');
    if (io.json) sayJson(io, streams);
    else if (streams.items.length === 0) io.stderr.write('This app has no streams.\n');
    else io.stdout.write(table<StreamShown>(io, [
      { title: 'STREAM', value: ({ name }) => name, style: () => 'name' },
      { title: 'PARTITIONS', value: ({ partitions }) => partitions.length, align: 'right' },
      { title: 'RECORDS', value: ({ records }) => records, align: 'right' },
      { title: 'GROUPS (LAG)', value: ({ groups }) => groups.map(({ group, lag }) => `${group} (${lag})`).join(', '), shrinks: true },
    ], streams.items));
    return exitCodes.fine;
  },
});
