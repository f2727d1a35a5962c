import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { counted } from '../../running/format.ts';
import { appField, queueName } from '../../running/options.ts';
import type { QueueShown } from '../../running/views.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Takes nothing new until `resume`, or until the app is started again; what is being handled is finished, and senders notice nothing.',
  positionals: { queue: required(queueName) },
  options: appField,
  examples: [{ line: 'isthmus queue pause orders', about: 'Nothing new is handled.' }],
  async run({ app, queue }, io) {
    const { api, resource, words } = await queuePlace(io, app, queue);
    const shown = await api.ask<QueueShown>(`${resource}/pause`, { method: 'POST' });
    if (io.json) sayJson(io, shown);
    else say(io, `Now ${words} is ${shown.paused ? 'paused' : 'running'}, with ${counted(shown.ready, 'message')} waiting`);
    return exitCodes.fine;
  },
});
