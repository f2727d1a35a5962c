import { flag } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { editDead } from '../../running/dead-letters.ts';
import { appField, dataField, groupName, letterId, streamName } from '../../running/options.ts';
import { groupPlace } from './place.ts';

export default command({
  description: 'Replaces the body of a dead letter of one group; the stream itself stays as it is.',
  positionals: { stream: required(streamName), group: required(groupName), id: required(letterId) },
  options: { ...appField, ...dataField, redrive: flag({ description: 'Hand it out again at once.', fallback: false }) },
  shown: { data: { value: 'JSON|@FILE|-' } },
  examples: [{ line: 'isthmus stream edit orders.seen audit 01763994200000000', about: 'Opens the body in the editor that VISUAL or EDITOR names.' }],
  run: async ({ app, stream, group, ...rest }, io) => editDead(io, await groupPlace(io, app, stream, group), rest),
});
