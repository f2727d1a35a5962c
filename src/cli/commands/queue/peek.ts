import { integer } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { sayJson } from '../../output/text.ts';
import { messagesTable } from '../../running/messages.ts';
import { appField, queueName } from '../../running/options.ts';
import type { List, MessageView } from '../../running/views.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'What waits, in order, without taking it. What is being handled, retried or parked is not shown.',
  positionals: { queue: required(queueName) },
  options: { ...appField, limit: integer({ description: 'How many messages at most.', fallback: 20, minimum: 1, maximum: 100 }) },
  examples: [
    { line: 'isthmus queue peek orders', about: 'The first 20 messages that wait.' },
    { line: 'isthmus queue peek orders --limit 1 --json', about: 'The next message, whole.' },
  ],
  async run({ app, queue, limit }, io) {
    const { api, resource, words } = await queuePlace(io, app, queue);
    const messages = await api.ask<List<MessageView>>(`${resource}/messages`, { query: { limit } });
    if (io.json) sayJson(io, messages);
    else if (messages.items.length === 0) io.stderr.write(`Nothing waits in ${words}.\n`);
    else io.stdout.write(messagesTable(io, messages.items));
    return exitCodes.fine;
  },
});
