import type { WebhookAdministration } from '../driver/webhook.ts';
import { choice, text } from '../kernel/option-kinds.ts';
import { make, required } from '../kernel/options.ts';
import { pageFields } from './dead-letters.ts';
import { consoleErrors } from './errors.ts';
import { bodyOf, json, part, queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './router.ts';
import type { ConsoleSource } from './source.ts';

/** What became of a delivery at the door, for lists. */
export const webhookVerdicts = ['accepted', 'repeated', 'refused'] as const;

const listFields = {
  ...pageFields,
  endpoint: text({ description: 'Only deliveries of this path or provider.' }),
  verdict: choice(webhookVerdicts, { description: 'Only deliveries that were taken, repeated or refused.' }),
  type: text({ description: 'Only deliveries of this type of the provider.' }),
};

const testFields = {
  endpoint: required(text({ description: 'Path or provider.' })),
  type: text({ description: 'The type of the sample.' }),
  data: make<unknown, unknown, { readonly description: string }>({ description: 'The payload, in place of the sample\'s.' }, {}, (given) => given),
};

async function list(webhooks: WebhookAdministration, exchange: Exchange) {
  const { limit, after, endpoint, verdict, type } = queryOf(exchange, listFields);
  return webhooks.list({ limit, ...(after === undefined ? {} : { after }), ...(endpoint === undefined ? {} : { endpoint }), ...(verdict === undefined ? {} : { verdict }), ...(type === undefined ? {} : { type }) });
}

/** The routes of all webhooks. */
export function webhookRoutes({ webhooks, url }: ConsoleSource): readonly Route[] {
  const port = (): WebhookAdministration => {
    if (webhooks === undefined) throw consoleErrors.ADMIN_ROUTE_UNKNOWN({ what: 'This app has no webhooks.', why: 'No link of it is a webhook.', fix: 'Declare link({ contract, via: webhook(\'stripe\', { … }) }) for an event.' });
    return webhooks;
  };
  return [
    { method: 'GET', path: '/webhooks', run: () => json({ items: webhooks?.endpoints ?? [] }) },
    { method: 'GET', path: '/webhooks/deliveries', query: listFields, run: async (exchange) => json(webhooks === undefined ? { items: [] } : await list(webhooks, exchange)) },
    { method: 'GET', path: '/webhooks/deliveries/:delivery', run: async (exchange) => json(await port().show(part(exchange, 'delivery'))) },
    { method: 'POST', path: '/webhooks/deliveries/:delivery/replay', run: async (exchange) => json({ queues: await port().replay(part(exchange, 'delivery')) }) },
    { method: 'POST', path: '/webhooks/test', run: async (exchange) => json(await tested(port(), url, exchange)) },
  ];
}

async function tested(webhooks: WebhookAdministration, url: string | undefined, exchange: Exchange) {
  const { endpoint, type, data } = await bodyOf(exchange, testFields);
  if (url === undefined) throw consoleErrors.ADMIN_REQUEST_INVALID('The app listens nowhere by itself, so that nothing can be sent to it from here.');
  return webhooks.test(endpoint, { type, data, url });
}
