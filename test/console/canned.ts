import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const second = 1_000;
const minute = 60 * second;

/** The hour of all pictures. */
export const now = Date.parse('2026-03-01T12:00:00.000Z');

const message = (order: string, customer: string, amount: number) => ({
  id: '7d1f0c9a-4a53-4c1e-9a55-3f3f6f0b1c2d', type: 'orders.placed', source: '/orders', time: now - 7 * minute, key: customer, size: 58, data: { order, customer, amount },
});

const letter = {
  id: '01772366340000000', reason: 'failed', diedAt: now - 5 * minute, attempts: 3, parksKey: true,
  error: { code: 'HANDLER_FAILED', category: 'internal', what: 'The amount -1 is below zero.', why: 'The handler threw an error that no contract declares.', fix: 'Mend the handler or the message, then redrive the dead letter.' },
  history: [1, 2, 3].map((number) => ({ number, startedAt: now - 7 * minute + number * second, finishedAt: now - 7 * minute + number * second + 12, code: 'HANDLER_FAILED', what: 'The amount -1 is below zero.' })),
  message: message('o-4711', 'ada', -1),
};

const depth = (ready: number, more = {}) => ({ ready, inFlight: 0, delayed: 0, retrying: 0, parked: 0, deadLetters: 0, ...more });
const queue = { name: 'orders', method: 'queue', links: ['orders.placed:queue'], contract: 'orders.placed', paused: false, ...depth(1_204, { inFlight: 16, delayed: 2, retrying: 1, parked: 12, deadLetters: 1, oldestAge: 4_200 }) };
const quiet = { name: 'notifications.passengers.rebooked.by-text-message', method: 'queue', links: ['passengers.rebooked:queue'], contract: 'passengers.rebooked', paused: true, ...depth(3, { oldestAge: 90 * minute }) };

const partitions = [0, 1, 2, 3].map((partition) => ({ partition, first: partition * 10, next: 1_000 + partition }));
const stream = {
  name: 'orders.seen', links: ['orders.seen:stream'], contract: 'orders.seen', records: 3_946, partitions,
  groups: [
    { group: 'audit', lag: 0, here: true, paused: false, deadLetters: 0, partitions: partitions.map(({ partition, next }) => ({ partition, next, lag: 0 })) },
    { group: 'statistics', lag: 412, here: true, paused: true, deadLetters: 2, partitions: partitions.map(({ partition, next }) => ({ partition, next: next - 103, lag: 103 })) },
  ],
};

const job = { id: '0197b6a2c0f07d3e', operation: 'reports.delays', state: 'running', progress: 0.42, note: 'April', submittedAt: now - 65 * second, startedAt: now - 60 * second, attempts: 1, retryAfter: 1_000 };

const outcome = { queue: 'webhooks.payments.payments.succeeded', state: 'handled', at: now - 4 * second, attempts: 1 };
const delivery = {
  id: '1p2k3j4h5a9f8e7d6c5b', endpoint: '/hooks/stripe', provider: 'stripe', deliveryId: 'evt_1NG8Du2eZvKYlo2C', type: 'payment_intent.succeeded', key: 'pi_3NG8Du2eZvKYlo2C', receivedAt: now - 5 * second,
  from: '203.0.113.7', size: 2_048, verdict: 'accepted', outcomes: [outcome],
};
const refused = { ...delivery, id: '1p2k3j4h5a9f8e7d6c5c', endpoint: '/hooks/github', provider: 'github', deliveryId: undefined, type: undefined, key: undefined, receivedAt: now - 3 * minute, verdict: 'refused', refusal: { code: 'WEBHOOK_SIGNATURE_WRONG', what: 'No secret of this endpoint made the signature.' }, outcomes: [] };
const dead = { ...delivery, id: '1p2k3j4h5a9f8e7d6c5d', receivedAt: now - 9 * minute, outcomes: [{ ...outcome, state: 'dead', attempts: 5, error: { code: 'Error', what: 'The booking is unknown.' } }] };
const shownDelivery = { ...dead, method: 'POST', url: 'https://hooks.example.com/hooks/stripe', headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': 't=1772366395,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd' }, body: '{"id":"evt_1NG8Du2eZvKYlo2C","type":"payment_intent.succeeded"}', encoding: 'utf-8', cut: false };

const receiver = (name: string, rate: number, at: number, failed = 0) => ({
  receiver: name, running: rate > 0 ? 3 : 0, handling: { count: 100, p50: 0.041, p99: 3.27, largest: 12 }, waiting: { count: 100, p50: 0.3, p99: 18.4, largest: 90 },
  totals: { started: 1_000 + at * (rate + failed), handled: 900 + at * rate, failed: at * failed, retried: at * failed, died: 0, parked: 0, repeated: 0, effects: 0, triggers: 0, unused: 0, ordered: 0, inversions: 0 },
});

/** Counts grow with the number of the look. */
const links = (look: number) => ({
  app: 'orders', at: now + look * second, since: now - 3 * 60 * minute, items: [
    { link: 'orders.placed:queue', from: 'till', to: ['shop'], contract: 'orders.placed@1', method: 'queue', sent: { sent: look * 1_250, bytes: 0, failed: 0 }, receivers: [receiver('shop', 1_200, look, 2)], backlog: { queue: depth(1_204, { parked: 12, deadLetters: 1, oldestAge: 4_200 }) } },
    { link: 'orders.seen:stream', from: 'shop', to: ['audit', 'statistics'], contract: 'orders.seen@1', method: 'stream', sent: { sent: look * 1_200, bytes: 0, failed: 0 }, receivers: [receiver('audit', 1_200, look), receiver('statistics', 0, look)], backlog: { lag: { audit: 0, statistics: 412 } } },
    { link: 'bookings.create:rest', from: 'web', to: ['bookings'], contract: 'bookings.create@1', method: 'rest', receivers: [receiver('bookings', 12.5, look)] },
    { link: 'passengers.rebooked:queue', from: 'shop', to: ['texts'], contract: 'passengers.rebooked@1', method: 'queue', sent: { sent: 0, bytes: 0, failed: 0 }, receivers: [], backlog: { queue: depth(3, { oldestAge: 90 * minute }) } },
  ],
});

const documents: Readonly<Record<string, (look: number) => unknown>> = {
  '/app': () => ({ name: 'orders', pid: process.pid, version: '0.1.0', health: { ready: true, checks: {} } }),
  '/queues': () => ({ items: [queue, quiet] }),
  '/queues/orders': () => queue,
  '/queues/orders/parked-keys': () => ({ items: [{ id: 'kada', key: 'ada', state: 'poisoned', since: now - 5 * minute, deadLetter: letter.id, waiting: 12 }] }),
  '/queues/orders/messages': () => ({ items: [message('o-4712', 'bob', 12), message('o-4713 with a name that goes on and on, as some names do, until it is cut', 'cyd', 7.5)] }),
  '/queues/orders/dead-letters': () => ({ items: [letter], next: letter.id }),
  [`/queues/orders/dead-letters/${letter.id}`]: () => letter,
  '/streams': () => ({ items: [stream] }),
  '/streams/orders.seen': () => stream,
  '/streams/orders.seen/records': () => ({ items: [0, 1].map((offset) => ({ ...message(`o-${offset}`, 'ada', 1), partition: 0, offset })), next: 2, end: 1_000 }),
  '/jobs': () => ({ items: [job, { ...job, id: '0197b6a2c0f07d3f', state: 'failed', progress: 1, attempts: 3 }] }),
  [`/jobs/${job.id}`]: () => job,
  '/webhooks': () => ({ items: [{ path: '/hooks/stripe', provider: 'stripe', links: [{ name: 'payments.succeeded:webhook', queue: outcome.queue, events: ['payment_intent.succeeded', 'payment_intent.payment_failed'] }], samples: [] }, { path: '/hooks/github', provider: 'github', links: [{ name: 'releases.published:webhook', queue: 'webhooks.maintenance.releases.published', events: ['*'] }], samples: [] }] }),
  '/webhooks/deliveries': () => ({ items: [delivery, refused, dead, { ...delivery, id: '1p2k3j4h5a9f8e7d6c5e', receivedAt: now - 10 * minute, verdict: 'repeated', outcomes: [] }, { ...delivery, id: '1p2k3j4h5a9f8e7d6c5f', receivedAt: now - 40 * minute, type: 'customer.subscription.trial_will_end', outcomes: [] }], next: '1p2k3j4h5a9f8e7d6c5f' }),
  [`/webhooks/deliveries/${dead.id}`]: () => shownDelivery,
  '/links': links,
};

/** An admin API that always says the same, with its token file in a directory of its own. */
export async function cannedApp(): Promise<AsyncDisposable & { readonly directory: string }> {
  let look = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/admin/1', '');
    const document = documents[path]?.(path === '/links' ? (look += 1) : 0);
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(document ?? { code: 'ADMIN_ROUTE_UNKNOWN', category: 'not-found', detail: `There is nothing at ${path}.`, why: '', fix: '' }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-canned-')));
  mkdirSync(join(directory, '.isthmus/orders'), { recursive: true });
  writeFileSync(join(directory, '.isthmus/orders/admin.json'), JSON.stringify({ app: 'orders', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'x', pid: process.pid, startedAt: now }));
  return {
    directory,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true });
    },
  };
}
