import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { confirmed } from '../../running/confirm.ts';
import { counted } from '../../running/format.ts';
import { appField, queueName, yesField } from '../../running/options.ts';
import type { QueueShown } from '../../running/views.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'Removes what waits, also behind parked keys, for good; not what is being handled, nor dead letters. Jobs that wait are cancelled. Asks first.',
  positionals: { queue: required(queueName) },
  options: { ...appField, ...yesField },
  shown: { yes: { short: 'y' } },
  examples: [{ line: 'isthmus queue purge orders', about: 'Asks, then removes what waits.' }],
  async run({ app, queue, yes }, io) {
    const { api, resource, words } = await queuePlace(io, app, queue);
    const { ready, delayed, parked } = await api.ask<QueueShown>(resource);
    if (!(await confirmed(io, yes, `Remove ${counted(ready + (delayed ?? 0) + parked, 'message')} from ${words} for good`))) return exitCodes.negative;
    const answer = await api.ask<{ readonly purged?: number }>(`${resource}/messages`, { method: 'DELETE' });
    if (io.json) sayJson(io, answer);
    else say(io, `${answer.purged === undefined ? 'What waited' : counted(answer.purged, 'message')} removed from ${words}`);
    return exitCodes.fine;
  },
});
