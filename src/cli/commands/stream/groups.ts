import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { table } from '../../output/table.ts';
import { sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField, streamName } from '../../running/options.ts';
import type { GroupShown, StreamShown } from '../../running/views.ts';

interface Row extends GroupShown {
  readonly next: string;
}

export default command({
  description: 'The groups that read a stream: where each is in every partition, how far it is behind, and its dead letters.',
  positionals: { stream: required(streamName) },
  options: appField,
  examples: [{ line: 'isthmus stream groups orders.seen', about: 'Who reads it, and how far they are.' }],
  async run({ app, stream }, io) {
    const { groups, partitions } = await (await findRunning(io, app)).ask<StreamShown>(`/streams${path(stream)}`);
    if (io.json) sayJson(io, { items: groups, partitions });
    else if (groups.length === 0) io.stderr.write(`Nobody reads the stream "${stream}".\n`);
    else io.stdout.write(table<Row>(io, [
      { title: 'GROUP', value: ({ group }) => group, style: () => 'name' },
      { title: 'LAG', value: ({ lag }) => lag, align: 'right', style: ({ lag }) => (lag > 0 ? 'doubtful' : undefined) },
      { title: 'DEAD', value: ({ deadLetters }) => deadLetters, align: 'right', style: ({ deadLetters = 0 }) => (deadLetters > 0 ? 'bad' : undefined) },
      { title: 'STATE', value: ({ here, paused }) => (!here ? 'not in this app' : paused === true ? 'paused' : 'running'), style: ({ here, paused }) => (here && paused !== true ? 'faint' : 'doubtful') },
      { title: 'READS NEXT (PARTITION:OFFSET)', value: ({ next }) => next, shrinks: true },
    ], groups.map((group) => ({ ...group, next: group.partitions.map((each) => `${each.partition}:${each.next}`).join(' ') }))));
    return exitCodes.fine;
  },
});
