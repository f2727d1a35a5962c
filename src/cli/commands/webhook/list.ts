import { choice, flag, text } from '../../../kernel/option-kinds.ts';
import { webhookVerdicts } from '../../../console/webhooks.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../../../driver/webhook.ts';
import { command } from '../../command.ts';
import type { Io } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { sayJson } from '../../output/text.ts';
import type { AdminApi } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField, pageFields } from '../../running/options.ts';
import type { List } from '../../running/views.ts';
import { deliveriesTable, endpointsTable } from '../../running/webhooks.ts';

export default command({
  description: 'Deliveries that came in, the latest first, with what became of each: those that were taken, repeated and refused.',
  options: {
    ...appField, ...pageFields,
    endpoint: text({ description: 'Only deliveries of this path or provider.' }),
    verdict: choice(webhookVerdicts, { description: 'Only deliveries that were taken, repeated or refused.' }),
    type: text({ description: 'Only deliveries of this type of the provider.' }),
    endpoints: flag({ description: 'List the endpoints instead.', fallback: false }),
  },
  examples: [
    { line: 'isthmus webhook list', about: 'The latest 20 deliveries.' },
    { line: 'isthmus webhook list --endpoint stripe --verdict refused', about: 'What was refused, and why a secret may be wrong.' },
    { line: 'isthmus webhook list --endpoints', about: 'Which endpoints there are.' },
  ],
  async run({ app, endpoints, limit, after, endpoint, verdict, type }, io) {
    const api = await findRunning(io, app);
    return endpoints ? listEndpoints(io, api) : listDeliveries(io, api, { limit, after, endpoint, verdict, type });
  },
});

async function listEndpoints(io: Io, api: AdminApi): Promise<ExitCode> {
  const found = await api.ask<List<WebhookEndpoint>>('/webhooks');
  if (io.json) sayJson(io, found);
  else if (found.items.length === 0) io.stderr.write('This app has no webhooks.\n');
  else io.stdout.write(endpointsTable(io, found.items));
  return exitCodes.fine;
}

type Filter = Readonly<Record<string, string | number | undefined>>;

async function listDeliveries(io: Io, api: AdminApi, filter: Filter): Promise<ExitCode> {
  const found = await api.ask<List<WebhookDelivery>>('/webhooks/deliveries', { query: filter });
  if (io.json) {
    sayJson(io, found);
    return exitCodes.fine;
  }
  if (found.items.length > 0) io.stdout.write(deliveriesTable(io, found.items));
  else io.stderr.write(found.next === undefined ? 'There are no such deliveries.\n' : 'There are no such deliveries among the latest.\n');
  if (found.next !== undefined) io.stderr.write(`\nMore: ${['isthmus webhook list', ...wordsOf(filter)].join(' ')} --after ${found.next}\n`);
  return exitCodes.fine;
}

const wordsOf = (filter: Filter): readonly string[] => ['endpoint', 'verdict', 'type'].flatMap((name) => (filter[name] === undefined ? [] : [`--${name} ${String(filter[name])}`]));
