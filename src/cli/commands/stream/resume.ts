import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { counted } from '../../running/format.ts';
import { appField, groupName, streamName } from '../../running/options.ts';
import type { StreamShown } from '../../running/views.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Goes on with a group that was paused.',
  positionals: { stream: required(streamName), group: required(groupName) },
  options: appField,
  examples: [{ line: 'isthmus stream resume orders.seen audit', about: 'The group goes on where it was.' }],
  async run({ app, stream, group }, io) {
    const { api, resource, words } = await groupPlace(io, app, stream, group);
    const shown = await api.ask<StreamShown>(`${resource}/resume`, { method: 'POST' });
    const found = shown.groups.find((each) => each.group === group);
    if (io.json) sayJson(io, shown);
    else say(io, `Now ${words} is ${found?.paused === true ? 'paused' : 'running'}, ${counted(found?.lag ?? 0, 'record')} behind`);
    return exitCodes.fine;
  },
});
