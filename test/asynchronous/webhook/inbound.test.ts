import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stripe } from 'stripe';
import { until } from '../host.ts';
import { happened, partnerApp } from './app.ts';

const secret = 'whsec_0123456789';
const eventOf = (id: string, more: object = {}) => JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', created: Math.floor(Date.now() / 1_000), data: { object: { id: 'pi_1', amount: 4_200 } }, ...more });
const signed = (payload: string, key = secret) => ({ 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: key }), 'content-type': 'application/json' });
const send = (url: string, body: string, headers: Readonly<Record<string, string>> = signed(body)) => fetch(url, { method: 'POST', body, headers });

test('a signed delivery is stored, answered, handled once, and seen', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret });
  const body = eventOf('evt_1');
  assert.doesNotMatch(JSON.stringify(partner.app.map), /whsec/);
  assert.equal((await send(partner.url, body)).status, 200);
  await until(() => partner.handled.length === 1);
  assert.deepEqual(partner.handled[0]?.data, JSON.parse(body));
  assert.deepEqual([partner.handled[0]?.context.message?.id, partner.handled[0]?.context.message?.subject, partner.handled[0]?.context.message?.key], ['evt_1', 'payment_intent.succeeded', 'pi_1']);
  // The sender did not see the answer, and signs it again.
  assert.equal((await send(partner.url, body)).status, 200);
  const webhooks = await partner.app.webhooks();
  await until(async () => (await webhooks?.list({ limit: 10 }))?.items.length === 2);
  const { items } = (await webhooks?.list({ limit: 10 })) ?? { items: [] };
  assert.deepEqual(items.map(({ verdict }) => verdict).sort(), ['accepted', 'repeated']);
  const accepted = items.find(({ verdict }) => verdict === 'accepted');
  assert.equal(items.find(({ verdict }) => verdict === 'repeated')?.deliveryId, accepted?.deliveryId);
  await until(async () => (await webhooks?.show(accepted?.id ?? ''))?.outcomes[0]?.state === 'handled');
  const shown = await webhooks?.show(accepted?.id ?? '');
  assert.deepEqual([shown?.deliveryId, shown?.type, shown?.body, shown?.headers['content-type']], ['evt_1', 'payment_intent.succeeded', body, 'application/json']);
  assert.equal(partner.handled.length, 1);
});

test('the answer does not wait for the work', async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => { release = resolve; });
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, handler: () => gate });
  assert.equal((await send(partner.url, eventOf('evt_1'))).status, 200);
  assert.equal(partner.handled.length, 0);
  release();
  await until(() => partner.handled.length === 1);
});

test('what is forged, old or unsigned is refused, and kept with the reason', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: [secret, 'whsec_next'] });
  const body = eventOf('evt_1');
  const old = { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(Date.now() / 1_000) - 400 }) };
  const refusals = [
    await send(partner.url, body, {}), await send(partner.url, body, signed(body, 'whsec_other')), await send(partner.url, `${body} `, signed(body)), await send(partner.url, body, old),
    await send(partner.url, body, { 'stripe-signature': 'nonsense' }),
  ];
  assert.deepEqual(refusals.map(({ status }) => status), [401, 401, 401, 401, 401]);
  const codes = await Promise.all(refusals.map(async (each) => ((await each.json()) as { readonly code: string }).code));
  assert.deepEqual(codes, ['WEBHOOK_SIGNATURE_MISSING', 'WEBHOOK_SIGNATURE_WRONG', 'WEBHOOK_SIGNATURE_WRONG', 'WEBHOOK_EXPIRED', 'WEBHOOK_SIGNATURE_MALFORMED']);
  // The other secret of a rotation counts too.
  assert.equal((await send(partner.url, body, signed(body, 'whsec_next'))).status, 200);
  const webhooks = await partner.app.webhooks();
  await until(async () => (await webhooks?.list({ verdict: 'refused', limit: 10 }))?.items.length === 5);
  await until(() => partner.handled.length === 1);
});

test('a delivery that fails, or does not fit the contract, is answered, and becomes a dead letter', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, handler: () => { throw new Error('no'); }, options: { attempts: 1, poisoned: 'skip' } });
  assert.equal((await send(partner.url, eventOf('evt_1'))).status, 200);
  // The contract wants data.
  assert.equal((await send(partner.url, eventOf('evt_2', { data: 'none' }))).status, 200);
  const webhooks = await partner.app.webhooks();
  await until(async () => (await webhooks?.list({ limit: 2 }))?.items.every(({ outcomes }) => outcomes[0]?.state === 'dead') === true);
  const letters = await (await partner.app.queue(happened)).deadLetters.list();
  assert.deepEqual(letters.map(({ reason }) => reason).sort(), ['failed', 'invalid']);
  assert.equal(letters.find(({ reason }) => reason === 'invalid')?.error.code, 'DATA_INVALID');
});

test('a delivery is replayed to its handlers under another id', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret });
  await send(partner.url, eventOf('evt_1'));
  await until(() => partner.handled.length === 1);
  const webhooks = await partner.app.webhooks();
  const [delivery] = (await webhooks?.list({ limit: 1 }))?.items ?? [];
  assert.deepEqual(await webhooks?.replay(delivery?.id ?? ''), ['webhooks.receiver.partner.happened']);
  await until(() => partner.handled.length === 2);
  assert.notEqual(partner.handled[1]?.context.idempotencyKey, partner.handled[0]?.context.idempotencyKey);
});

test('what no link takes is kept', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { events: ['charge.*'] } });
  assert.equal((await send(partner.url, eventOf('evt_1'))).status, 200);
  assert.equal((await send(partner.url, eventOf('evt_2', { type: 'charge.refunded' }))).status, 200);
  await until(() => partner.handled.length === 1);
  assert.equal(partner.handled[0]?.data['id'], 'evt_2');
  const webhooks = await partner.app.webhooks();
  const unclaimed = (await webhooks?.list({ type: 'payment_intent.succeeded', limit: 1 }))?.items[0];
  assert.deepEqual([unclaimed?.verdict, unclaimed?.outcomes], ['accepted', []]);
});

for (const provider of ['stripe', 'github', 'twilio', 'standard-webhooks', 'svix'] as const) {
  test(`a test delivery of ${provider} is taken`, async () => {
    await using partner = await partnerApp({ provider, secrets: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
    const webhooks = await partner.app.webhooks();
    for (const type of webhooks?.endpoints[0]?.samples ?? []) {
      const { url, headers, body } = webhooks?.test(provider, { type, url: (await partner.app.url()) ?? '' }) ?? { url: '', headers: {}, body: '' };
      const answer = await fetch(url, { method: 'POST', headers, body });
      assert.ok(answer.ok, await answer.text());
    }
    await until(() => partner.handled.length === webhooks?.endpoints[0]?.samples.length);
  });
}
