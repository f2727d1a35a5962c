import { flag } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { redriveDead } from '../../running/dead-letters.ts';
import { appField, letterId, queueName } from '../../running/options.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Sends dead letters again with fresh attempts, before everything of their keys that waits for them, so that order holds.',
  positionals: { queue: required(queueName), id: letterId },
  options: { ...appField, all: flag({ description: 'All dead letters of the queue.', fallback: false }) },
  examples: [
    { line: 'isthmus queue redrive orders 01763994200000000', about: 'One dead letter.' },
    { line: 'isthmus queue redrive orders --all', about: 'All of them, in order for each key.' },
  ],
  run: async ({ app, queue, id, all }, io) => redriveDead(io, await queuePlace(io, app, queue), id, all),
});
