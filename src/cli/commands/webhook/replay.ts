import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField, deliveryId } from '../../running/options.ts';

export default command({
  description: 'Hands a delivery to its handlers once more. One that was refused is verified again first, with the secrets of now and without looking at its time.',
  positionals: { delivery: required(deliveryId) },
  options: appField,
  examples: [{ line: 'isthmus webhook replay 1p2k3j4h5a9f8e7d6c5b', about: 'Handle it once more, after the handler was mended.' }],
  async run({ app, delivery }, io) {
    const { queues } = await (await findRunning(io, app)).ask<{ readonly queues: readonly string[] }>(`/webhooks/deliveries${path(delivery)}/replay`, { method: 'POST' });
    if (io.json) sayJson(io, { queues });
    else say(io, `The delivery is in ${queues.join(' and ')} once more`);
    return exitCodes.fine;
  },
});
