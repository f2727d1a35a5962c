import { integer } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import type { Io } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { table } from '../../output/table.ts';
import { sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { ago, moment, oneLine } from '../../running/format.ts';
import { appField, streamName } from '../../running/options.ts';
import type { Records } from '../../running/views.ts';

type Row = Records['items'][number];

export default command({
  description: 'Records of one partition, oldest first, without a group: it moves nobody.',
  positionals: { stream: required(streamName) },
  options: {
    ...appField,
    partition: integer({ description: 'The partition.', fallback: 0 }),
    offset: integer({ description: 'The first offset. Default: the oldest record.' }),
    limit: integer({ description: 'How many records at most.', fallback: 20, minimum: 1, maximum: 1_000 }),
  },
  examples: [
    { line: 'isthmus stream read orders.seen', about: 'The oldest 20 records of partition 0.' },
    { line: 'isthmus stream read orders.seen --partition 3 --offset 120 --json', about: 'Records from an offset on, whole.' },
  ],
  async run({ app, stream, partition, offset, limit }, io) {
    const records = await (await findRunning(io, app)).ask<Records>(`/streams${path(stream)}/records`, { query: { partition, offset, limit } });
    if (io.json) sayJson(io, records);
    else tell(io, records, `${stream} --partition ${partition}${app === undefined ? '' : ` --app ${app}`}`, partition);
    return exitCodes.fine;
  },
});

function tell(io: Io, { items, next, end }: Records, place: string, partition: number): void {
  const now = Date.now();
  if (items.length === 0) io.stderr.write(`Partition ${partition} has no records from there on; its next offset is ${end}.\n`);
  else io.stdout.write(table<Row>(io, [
    { title: 'OFFSET', value: ({ offset }) => offset, align: 'right', style: () => 'name' },
    { title: 'SENT', value: ({ time }) => (io.terminal ? ago(time, now) : moment(time)) },
    { title: 'KEY', value: ({ key }) => key },
    { title: 'BODY', value: ({ data }) => oneLine(data), shrinks: true },
  ], items));
  if (items.length > 0 && next < end) io.stderr.write(`\nMore: isthmus stream read ${place} --offset ${next}\n`);
}
