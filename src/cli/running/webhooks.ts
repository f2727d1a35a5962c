import type { WebhookDelivery, WebhookDeliveryShown, WebhookEndpoint } from '../../driver/webhook.ts';
import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';
import { ago, bytes, details, moment } from './format.ts';

const styles: Readonly<Record<string, Style>> = { accepted: 'faint', waiting: 'hint', handled: 'good', skipped: 'doubtful', dead: 'bad', repeated: 'faint', refused: 'bad', kept: 'doubtful' };

/** One word for a delivery: what became of it, the worst first where it went into several queues. */
export function outcomeOf({ verdict, outcomes }: WebhookDelivery): string {
  if (verdict !== 'accepted') return verdict;
  const states = outcomes.map(({ state }) => state);
  return (['dead', 'waiting', 'skipped', 'handled'] as const).find((each) => states.includes(each)) ?? 'kept';
}

/** Deliveries as a table. */
export function deliveriesTable(io: Io, deliveries: readonly WebhookDelivery[]): string {
  return table<WebhookDelivery>(io, [
    { title: 'ID', value: ({ id }) => id, style: () => 'name' },
    { title: 'RECEIVED', value: ({ receivedAt }) => (io.terminal ? ago(receivedAt) : moment(receivedAt)) },
    { title: 'ENDPOINT', value: ({ endpoint }) => endpoint },
    { title: 'TYPE', value: ({ type }) => type, shrinks: true },
    { title: 'OUTCOME', value: outcomeOf, style: (delivery) => styles[outcomeOf(delivery)] },
    { title: 'SIZE', value: ({ size }) => bytes(size), align: 'right' },
  ], deliveries);
}

/** Endpoints as a table, a row for each link. */
export function endpointsTable(io: Io, endpoints: readonly WebhookEndpoint[]): string {
  const rows = endpoints.flatMap(({ path, provider, links }) => links.map(({ queue, events }) => ({ path, provider, queue, events: events.join(' ') })));
  return table<(typeof rows)[number]>(io, [
    { title: 'ENDPOINT', value: ({ path }) => path, style: () => 'name' },
    { title: 'PROVIDER', value: ({ provider }) => provider },
    { title: 'EVENTS', value: ({ events }) => events, shrinks: true },
    { title: 'QUEUE', value: ({ queue }) => queue },
  ], rows);
}

/** A delivery, whole. */
export function deliveryText(io: Io, delivery: WebhookDeliveryShown): string {
  const { id, endpoint, provider, deliveryId, type, key, receivedAt, from, size, verdict, refusal, outcomes, method, url, headers, body, encoding, cut } = delivery;
  const facts = details(io, [
    ['delivery', id], ['endpoint', endpoint], ['provider', provider], ['their id', deliveryId], ['type', type], ['key', key],
    ['received', `${moment(receivedAt)} (${ago(receivedAt)})`], ['from', from], ['size', bytes(size)], ['verdict', verdict],
    ['refused', refusal === undefined ? undefined : `${refusal.what} [${refusal.code}]`],
    ...outcomes.map(({ queue, state, attempts, error }) => [`queue`, `${queue}: ${state}${attempts > 0 ? ` after ${attempts} attempt${attempts === 1 ? '' : 's'}` : ''}${error === undefined ? '' : `: ${error.what} [${error.code}]`}`] as const),
    ...(verdict === 'accepted' && outcomes.length === 0 ? [['queue', 'none: no link takes this type'] as const] : []),
  ]);
  const sent = details(io, Object.entries(headers));
  const note = `${encoding === 'base64' ? ' (base64)' : ''}${cut ? ' (only its start is kept)' : ''}`;
  return `${facts}\n${paint(io, 'title', `${method} ${clean(url)}`)}\n${sent}\n${paint(io, 'title', `Body${note}`)}\n${clean(body)}\n`;
}
