import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { discardDead } from '../../running/dead-letters.ts';
import { appField, groupName, letterId, streamName, yesField } from '../../running/options.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Removes one dead letter of a group for good; what waits behind it goes on. Asks first.',
  positionals: { stream: required(streamName), group: required(groupName), id: required(letterId) },
  options: { ...appField, ...yesField },
  shown: { yes: { short: 'y' } },
  examples: [{ line: 'isthmus stream discard orders.seen audit 01763994200000000 --yes', about: 'Without being asked.' }],
  run: async ({ app, stream, group, id, yes }, io) => discardDead(io, await groupPlace(io, app, stream, group), id, yes),
});
