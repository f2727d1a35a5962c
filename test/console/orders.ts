import { event, handle, integration, link, operation, party, service } from 'isthmus';
import type { Integration, IntegrationOptions } from 'isthmus';
import { job } from 'isthmus/job';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import { z } from 'zod';

export const orderPlaced = event('orders.placed', { data: z.object({ order: z.string(), customer: z.string(), amount: z.number() }), key: 'customer' });
export const orderSeen = event('orders.seen', { data: z.object({ order: z.string(), customer: z.string() }), key: 'customer' });
export const count = operation('orders.count', { input: z.object({ steps: z.int() }), output: z.object({ counted: z.int() }), effect: 'read' });

/** What the handlers have done. */
export interface Work {
  readonly handled: string[];
  readonly seen: string[];
}

/** A small app with a queue, a stream with one group, and a job: orders below zero fail, a count goes on until it is cancelled. */
export function orders(options: Partial<IntegrationOptions>): { readonly app: Integration; readonly work: Work } {
  const work: Work = { handled: [], seen: [] };
  const shop = service('shop', [
    handle(orderPlaced, async ({ order, customer, amount }, context) => {
      if (amount < 0) throw new Error(`The amount ${amount} is below zero.`);
      await context.emit(orderSeen, { order, customer });
      work.handled.push(order);
    }),
    handle(count, async ({ steps }, context) => {
      for (let step = 0; step < steps; step += 1) {
        context.progress(step / steps, `step ${step}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        context.signal.throwIfAborted();
      }
      return { counted: steps };
    }),
  ]);
  const audit = service('audit', [handle(orderSeen, ({ order }) => void work.seen.push(order))]);
  const till = party('till', { kind: 'device' });
  const app = integration({
    name: 'orders',
    services: [shop, audit],
    parties: [till],
    links: [
      link({ from: till, to: shop, contract: orderPlaced, via: queue({ name: 'orders', order: 'key', attempts: 1 }) }),
      link({ from: shop, to: audit, contract: orderSeen, via: stream({ partitions: 2 }) }),
      link({ from: till, to: shop, contract: count, via: job({ concurrency: 2 }) }),
    ],
    ...options,
  });
  return { app, work };
}
