import { choice, integer, text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { cliErrors } from '../../errors.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { counted } from '../../running/format.ts';
import { confirmed } from '../../running/confirm.ts';
import { appField, groupName, streamName, yesField } from '../../running/options.ts';
import type { StreamShown } from '../../running/views.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Moves one group: it handles records again, or leaves some out. No other group is disturbed. Asks first.',
  positionals: { stream: required(streamName), group: required(groupName) },
  options: {
    ...appField, ...yesField,
    to: choice(['beginning', 'end'], { description: 'All that the stream still has, or only what comes from now on.' }),
    time: text({ description: 'Records from this time on: ISO 8601 with its zone.', maxLength: 40 }),
    partition: integer({ description: 'With --offset: the partition to move.' }),
    offset: integer({ description: 'With --partition: the offset to read next.' }),
  },
  shown: { yes: { short: 'y' }, time: { value: 'TIME' } },
  examples: [
    { line: 'isthmus stream replay orders.seen audit --to beginning', about: 'Everything again, for the group "audit" alone.' },
    { line: 'isthmus stream replay orders.seen audit --time 2026-03-01T06:00:00Z --yes', about: 'From a time on, without being asked.' },
    { line: 'isthmus stream replay orders.seen audit --partition 2 --offset 900', about: 'One partition, to an offset.' },
  ],
  async run({ app, stream, group, yes, to, time, partition, offset }, io) {
    const body = target({ to, time: time === undefined ? undefined : parsedTime(time), partition, offset });
    const { api, resource, words } = await groupPlace(io, app, stream, group);
    if (!(await confirmed(io, yes, `Move ${words} to ${goal(body)}`))) return exitCodes.negative;
    const shown = await api.ask<StreamShown>(`${resource}/replay`, { method: 'POST', body });
    const lag = shown.groups.find((each) => each.group === group)?.lag ?? 0;
    if (io.json) sayJson(io, shown);
    else say(io, `Moved ${words}: ${counted(lag, 'record')} to read`);
    return exitCodes.fine;
  },
});

interface Target {
  readonly to?: 'beginning' | 'end' | undefined;
  readonly time?: number | undefined;
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
}

function target({ to, time, partition, offset }: Target): Target {
  const ways = [to !== undefined, time !== undefined, partition !== undefined || offset !== undefined].filter(Boolean).length;
  if (ways !== 1 || (partition === undefined) !== (offset === undefined)) {
    throw cliErrors.ARGUMENT_INVALID({ what: 'Say where the group goes.', fix: 'Give one of --to beginning, --to end, --time TIME, or --partition NUMBER with --offset NUMBER.' });
  }
  return { ...(to === undefined ? {} : { to }), ...(time === undefined ? {} : { time }), ...(partition === undefined ? {} : { partition, offset }) };
}

function goal({ to, time, partition, offset }: Target): string {
  if (to !== undefined) return `the ${to}`;
  return time === undefined ? `offset ${offset} of partition ${partition}` : new Date(time).toISOString();
}

/** A time without a zone would mean another one on another machine. */
function parsedTime(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw cliErrors.ARGUMENT_INVALID({ what: `--time is ${JSON.stringify(text)}, which is no time.`, fix: 'Write it as 2026-03-01T06:00:00Z, or as a day: 2026-03-01 (UTC).' });
  return time;
}
