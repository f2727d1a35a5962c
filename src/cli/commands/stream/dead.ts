import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { tellDead } from '../../running/dead-letters.ts';
import { appField, groupName, letterId, pageFields, streamName } from '../../running/options.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Records that one group gave up, in the order of their death; with an id one of them whole.',
  positionals: { stream: required(streamName), group: required(groupName), id: letterId },
  options: { ...appField, ...pageFields },
  examples: [{ line: 'isthmus stream dead orders.seen audit', about: 'What the group "audit" could not handle.' }],
  run: async ({ app, stream, group, id, limit, after }, io) => tellDead(io, await groupPlace(io, app, stream, group), id, { limit, after }),
});
