import type { IntegrationMap, MapEngine, MapLink } from '../../src/kernel/map.ts';

// fromEntries forgets the names.
const capabilities = Object.fromEntries(
  ['queue', 'stream', 'state', 'transactions', 'orderPerKey', 'delay', 'priority', 'deduplication', 'replay', 'retention', 'compaction', 'peek'].map((name) => [name, 'native']),
) as unknown as MapEngine['capabilities'];

const link = (given: Partial<MapLink> & Pick<MapLink, 'name' | 'contract' | 'method'>): MapLink => ({ from: 'web', to: ['orders'], options: {}, needs: {}, policies: {}, accepted: {}, ...given });

/** A small shop with a wrong choice that is found, and one that is accepted. */
export const shop: IntegrationMap = {
  isthmus: 1,
  name: 'shop',
  parties: [
    { name: 'orders', kind: 'service', description: 'Takes orders' },
    { name: 'billing', kind: 'service', description: '' },
    { name: 'mail', kind: 'service', description: '' },
    { name: 'web', kind: 'browser', description: 'People who buy' },
  ],
  contracts: [
    { kind: 'operation', name: 'orders.place', version: 1, summary: 'Place an order', schemas: { input: { type: 'object' }, output: { type: 'object' } }, effect: 'write', idempotent: false, shape: 'unary' },
    { kind: 'operation', name: 'orders.export', version: 2, summary: 'Export all orders', schemas: { input: { type: 'object' }, output: { type: 'object' } }, effect: 'read', idempotent: true, shape: 'unary' },
    { kind: 'event', name: 'orders.placed', version: 1, summary: 'An order was placed', schemas: { data: { type: 'object' } }, key: 'customer' },
  ],
  engines: [{ name: 'embedded', kind: 'embedded', capabilities }],
  links: [
    link({ name: 'orders.place:rest', contract: 'orders.place@1', method: 'rest', options: { method: 'POST', path: '/orders' }, needs: { reply: 'now', replyWithin: 1_000, userWaits: true }, policies: { deadline: 5_000, rateLimit: { limit: 100, window: 60_000, per: 'caller' } } }),
    link({ name: 'orders.export:rest', contract: 'orders.export@2', method: 'rest', options: { method: 'POST', path: '/exports' }, needs: { reply: 'later', processing: 240_000, edges: ['aws-alb'] }, policies: { deadline: 300_000, rateLimit: { limit: 10, window: 60_000, per: 'caller' } }, accepted: { L03: 'the balancer is configured for ten minutes' } }),
    link({ name: 'orders.placed:queue', from: 'orders', to: ['billing'], contract: 'orders.placed@1', method: 'queue', engine: 'embedded', options: { order: 'key', attempts: 5, concurrency: 8 }, needs: { reply: 'none', order: 'key', loss: 'none' } }),
    link({ name: 'orders.placed:stream', from: 'orders', to: ['mail', 'billing'], contract: 'orders.placed@1', method: 'stream', engine: 'embedded', options: { partitions: 8, retention: 604_800_000 }, needs: { reply: 'none', independentReceivers: 2, replay: true, order: 'key' } }),
  ],
};

export const shopText: string = JSON.stringify(shop, undefined, 2);
