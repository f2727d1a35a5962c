import { flag } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { redriveDead } from '../../running/dead-letters.ts';
import { appField, groupName, letterId, streamName } from '../../running/options.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Hands dead letters of one group out again, before what waits behind them; the group itself does not move.',
  positionals: { stream: required(streamName), group: required(groupName), id: letterId },
  options: { ...appField, all: flag({ description: 'All dead letters of the group.', fallback: false }) },
  examples: [{ line: 'isthmus stream redrive orders.seen audit --all', about: 'All of them, in order for each key.' }],
  run: async ({ app, stream, group, id, all }, io) => redriveDead(io, await groupPlace(io, app, stream, group), id, all),
});
