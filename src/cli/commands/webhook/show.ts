import { required } from '../../../kernel/options.ts';
import type { WebhookDeliveryShown } from '../../../driver/webhook.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField, deliveryId } from '../../running/options.ts';
import { deliveryText } from '../../running/webhooks.ts';

export default command({
  description: 'A delivery with its headers (without what is secret), its body, and what became of it.',
  positionals: { delivery: required(deliveryId) },
  options: appField,
  examples: [{ line: 'isthmus webhook show 1p2k3j4h5a9f8e7d6c5b', about: 'One delivery, as `isthmus webhook list` names it.' }],
  async run({ app, delivery }, io) {
    const shown = await (await findRunning(io, app)).ask<WebhookDeliveryShown>(`/webhooks/deliveries${path(delivery)}`);
    if (io.json) sayJson(io, shown);
    else io.stdout.write(deliveryText(io, shown));
    return exitCodes.fine;
  },
});
