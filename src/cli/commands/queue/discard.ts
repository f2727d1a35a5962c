import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { discardDead } from '../../running/dead-letters.ts';
import { appField, letterId, queueName, yesField } from '../../running/options.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Removes one dead letter for good; what waits behind it goes on. Asks first.',
  positionals: { queue: required(queueName), id: required(letterId) },
  options: { ...appField, ...yesField },
  shown: { yes: { short: 'y' } },
  examples: [{ line: 'isthmus queue discard orders 01763994200000000 --yes', about: 'Without being asked.' }],
  run: async ({ app, queue, id, yes }, io) => discardDead(io, await queuePlace(io, app, queue), id, yes),
});
