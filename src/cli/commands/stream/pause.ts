import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { counted } from '../../running/format.ts';
import { appField, groupName, streamName } from '../../running/options.ts';
import type { StreamShown } from '../../running/views.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Lets one group take nothing new until `resume`, or until the app is started again; no other group notices.',
  positionals: { stream: required(streamName), group: required(groupName) },
  options: appField,
  examples: [{ line: 'isthmus stream pause orders.seen audit', about: 'The group reads nothing new.' }],
  async run({ app, stream, group }, io) {
    const { api, resource, words } = await groupPlace(io, app, stream, group);
    const shown = await api.ask<StreamShown>(`${resource}/pause`, { method: 'POST' });
    const found = shown.groups.find((each) => each.group === group);
    if (io.json) sayJson(io, shown);
    else say(io, `Now ${words} is ${found?.paused === true ? 'paused' : 'running'}, ${counted(found?.lag ?? 0, 'record')} behind`);
    return exitCodes.fine;
  },
});
