import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { tellDead } from '../../running/dead-letters.ts';
import { appField, letterId, pageFields, queueName } from '../../running/options.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Messages that were given up, in the order of their death; with an id one of them whole: its reason, its attempts, its body.',
  positionals: { queue: required(queueName), id: letterId },
  options: { ...appField, ...pageFields },
  examples: [
    { line: 'isthmus queue dead orders', about: 'The dead letters of a queue.' },
    { line: 'isthmus queue dead orders 01763994200000000', about: 'One of them, whole.' },
  ],
  run: async ({ app, queue, id, limit, after }, io) => tellDead(io, await queuePlace(io, app, queue), id, { limit, after }),
});
