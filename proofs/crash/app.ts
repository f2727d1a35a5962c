import { randomUUID } from 'node:crypto';
import { handle, integration, link, party, service, silentLog } from 'isthmus';
import type { Context, Engine, Integration } from 'isthmus';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { orderLogged, orderPlaced, orderShipped, paid, pay } from './contracts.ts';
import { tell } from './tell.ts';

/** Attempts of the first queue. */
export const attempts = 3;

interface Order {
  readonly order: string;
  readonly key: string;
  readonly n: number;
  readonly padding: string;
}

/** A handler that sometimes is slow, sometimes fails, and with some orders always fails while `poison` is on. */
async function ship(data: Order, context: Context, poison: boolean): Promise<void> {
  const { order, key, n } = data;
  tell({ kind: 'handling', order, key, n, attempt: context.attempt });
  if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, n % 4));
  if ((poison && n % 97 === 96) || (n % 11 === 3 && context.attempt < 2)) {
    tell({ kind: 'failed', order, key, n, attempt: context.attempt });
    throw new Error(`order ${order} fails on purpose`);
  }
  await context.emit(orderShipped, data);
  await context.emit(orderLogged, data);
  tell({ kind: 'handled', order, key, n, attempt: context.attempt });
}

function logged(group: string) {
  return handle(orderLogged, ({ order }, context) => {
    tell({ kind: 'read', group, partition: context.message?.partition ?? -1, offset: context.message?.offset ?? -1, order });
  });
}

/** The app under test: two queues, a stream with two groups, and a REST write with an idempotency key. */
export function crashApp(engine: Engine, poison: boolean): Integration {
  const shop = service('shop', [
    handle(orderPlaced, (data, context) => ship(data, context, poison)),
    handle(orderShipped, ({ order }, context) => tell({ kind: 'arrived', order, id: context.message?.id ?? '' })),
    handle(pay, async ({ key }, context) => {
      await context.emit(paid, { key });
      return { receipt: randomUUID() };
    }),
    handle(paid, ({ key }, context) => tell({ kind: 'effect', key, id: context.message?.id ?? '' })),
  ]);
  return integration({
    name: 'crash', engine, log: silentLog, http: { port: 0 },
    services: [shop, service('audit', [logged('audit')]), service('statistics', [logged('statistics')])],
    parties: [party('recorder', { kind: 'external-service' })],
    links: [
      link({ from: 'recorder', to: shop, contract: orderPlaced, via: queue({ order: 'key', concurrency: 16, attempts, backoff: { base: 2, cap: 10 } }) }),
      link({ from: shop, to: shop, contract: orderShipped, via: queue({}) }),
      link({ from: shop, to: ['audit', 'statistics'], contract: orderLogged, via: stream({ partitions: 4 }) }),
      link({ from: 'recorder', to: shop, contract: pay, via: rest({ method: 'POST', path: '/payments' }), policies: { idempotency: { required: true } } }),
      link({ from: shop, to: shop, contract: paid, via: queue({}) }),
    ],
  });
}
