import { flag } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { editDead } from '../../running/dead-letters.ts';
import { appField, dataField, letterId, queueName } from '../../running/options.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Replaces the body of a dead letter. The new body is checked against the contract, and must keep its key while others wait behind it.',
  positionals: { queue: required(queueName), id: required(letterId) },
  options: { ...appField, ...dataField, redrive: flag({ description: 'Send it again at once.', fallback: false }) },
  shown: { data: { value: 'JSON|@FILE|-' } },
  examples: [
    { line: 'isthmus queue edit orders 01763994200000000', about: 'Opens the body in the editor that VISUAL or EDITOR names.' },
    { line: 'isthmus queue edit orders 01763994200000000 --data @mended.json --redrive', about: 'Takes the body from a file and sends it again.' },
  ],
  run: async ({ app, queue, ...rest }, io) => editDead(io, await queuePlace(io, app, queue), rest),
});
