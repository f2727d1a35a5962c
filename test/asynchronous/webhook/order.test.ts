import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hmac, webhook } from 'isthmus/webhook';
import { event, handle, integration, link, operation, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { createHmac } from 'node:crypto';
import { until } from '../host.ts';
import { partnerApp, silent } from './app.ts';

const scheme = hmac({ header: 'x-signature', idPath: ['id'], timePath: ['at'], keyPath: ['about'] });
const send = async (url: string, message: object): Promise<void> => {
  const body = JSON.stringify(message);
  const answer = await fetch(url, { method: 'POST', body, headers: { 'x-signature': createHmac('sha256', 'secret').update(body).digest('hex') } });
  assert.equal(answer.status, 200);
};
const ids = (handled: readonly { readonly data: Readonly<Record<string, unknown>> }[]) => handled.map(({ data }) => data['id']);

test('deliveries that overtook each other are put in order by the time of the provider', async () => {
  await using partner = await partnerApp({ provider: scheme, secrets: 'secret', options: { orderWithin: '400ms' } });
  const now = Date.now();
  for (const [id, at] of [['c', now - 100], ['a', now - 300], ['b', now - 200]] as const) await send(partner.url, { id, at, about: 'x' });
  await until(() => partner.handled.length === 3);
  assert.deepEqual(ids(partner.handled), ['a', 'b', 'c']);
});

test('one that comes too late is skipped where that is asked for, and told; other keys and replays are handled', async () => {
  await using partner = await partnerApp({ provider: scheme, secrets: 'secret', options: { late: 'skip' } });
  const at = Date.now();
  for (const [id, time, about] of [['new', at, 'x'], ['old', at - 5_000, 'x'], ['same', at, 'x'], ['other', at - 5_000, 'y']] as const) await send(partner.url, { id, at: time, about });
  await until(() => partner.handled.length === 3);
  assert.deepEqual(new Set(ids(partner.handled)), new Set(['new', 'other', 'same']));
  const webhooks = await partner.app.webhooks();
  const old = (await webhooks?.list({ limit: 10 }))?.items.find(({ deliveryId }) => deliveryId === 'old');
  assert.equal(old?.outcomes[0]?.state, 'skipped');
  await webhooks?.replay(old.id);
  await until(() => partner.handled.length === 4);
  assert.equal(ids(partner.handled)[3], 'old');
});

test('of one key one is handled at a time, in the order of arrival, through failures', async () => {
  let running = 0;
  let most = 0;
  await using partner = await partnerApp({
    provider: scheme, secrets: 'secret', options: { backoff: { base: 2, jitter: 'none' } },
    handler: async ({ id }, { attempt }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      if (String(id) === '3' && attempt < 3) throw new Error('not yet');
    },
  });
  for (let id = 0; id < 10; id += 1) await send(partner.url, { id: String(id), about: 'x' });
  await until(() => partner.handled.length === 10);
  assert.deepEqual(ids(partner.handled), Array.from({ length: 10 }, (_, id) => String(id)));
  assert.equal(most, 1);
});

test('several links share an address and take their own events; what does not fit together is refused at boot', async () => {
  const paid = event('acme.paid', { data: z.object({ id: z.string() }) });
  const shipped = event('acme.shipped', { data: z.object({ id: z.string() }) });
  const seen: string[] = [];
  const shop = service('shop', [handle(paid, ({ id }) => void seen.push(`paid ${id}`)), handle(shipped, ({ id }) => void seen.push(`shipped ${id}`))]);
  const via = (events: readonly string[], more: object = {}) => webhook(scheme, { path: '/hooks/acme', secrets: 'secret', events, ...more });
  const make = (first: ReturnType<typeof via>, second: ReturnType<typeof via>) => integration({
    name: 'acme', engine: memory(), services: [shop], parties: [party('acme', { kind: 'partner' })], log: silent, http: { port: 0 },
    links: [link({ from: 'acme', to: shop, contract: paid, via: first }), link({ from: 'acme', to: shop, contract: shipped, via: second })],
  });
  const app = await make(via(['order.paid']), via(['order.shipped', 'parcel.*'])).start();
  const url = `${await app.url()}/hooks/acme`;
  for (const [id, type] of [['1', 'order.paid'], ['2', 'parcel.sent'], ['3', 'order.shipped'], ['4', 'unknown']] as const) await send(url, { id, type });
  await until(() => seen.length === 3);
  assert.deepEqual(seen.toSorted(), ['paid 1', 'shipped 2', 'shipped 3']);
  await app.stop();
  assert.throws(() => make(via(['order.paid']), via(['order.shipped'], { maxBody: '1KiB' })), /is the address of the link/);
  assert.throws(() => make(via([]), via(['order.shipped'])), /must name the types/);
  assert.throws(() => make(via(['a'], { path: '/health/live' }), via(['order.shipped'])), /can't be the address/);
  assert.throws(() => make(via(['a'], { late: 'skip', order: 'none' }), via(['order.shipped'])), /needs order "key"/);
  assert.throws(() => webhook('stripe', { path: '/x', secrets: '' }), { code: 'OPTION_INVALID' });
  assert.throws(() => webhook('stripe', { path: '/x', secrets: 'a', allow: ['10.0.0.0/33'] }), /must be an address or a range/);
  await assert.rejects(make(webhook(scheme, { path: '/hooks/acme', secrets: () => undefined }), webhook(scheme, { path: '/hooks/other', secrets: 'x' })).start(), { code: 'WEBHOOK_SECRET_MISSING' });
});

test('an address that REST answers too is refused at the start', async () => {
  const ask = operation('acme.ask', { input: z.object({}), output: z.object({}), effect: 'write' });
  const told = event('acme.told', { data: z.object({}) });
  const shop = service('shop', [handle(ask, () => ({})), handle(told, () => {})]);
  const app = integration({
    name: 'acme', engine: memory(), services: [shop], parties: [party('acme', { kind: 'partner' })], log: silent, http: { port: 0 },
    links: [
      link({ from: 'acme', to: shop, contract: told, via: webhook(scheme, { path: '/hooks/acme', secrets: 'secret' }) }),
      link({ from: 'acme', to: shop, contract: ask, via: rest({ method: 'POST', path: '/hooks/acme' }) }),
    ],
  });
  await assert.rejects(app.start(), { code: 'WEBHOOK_PATH_TAKEN' });
});
