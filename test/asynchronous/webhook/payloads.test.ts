import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { event, handle } from 'isthmus';
import { githubEvent, stripeEvent } from 'isthmus/webhook';
import type { GithubEvent, StripeEvent } from 'isthmus/webhook';
import type { Stripe } from 'stripe';
import { providers } from '../../../src/asynchronous/webhook/providers/all.ts';

/** What the vendors' own types say must fit ours; what they may expand is always an id in a webhook. */
export const paid = (given: Stripe.PaymentIntentSucceededEvent): Omit<StripeEvent<'payment_intent.succeeded'>, 'data'> & { data: { object: Omit<StripeEvent<'payment_intent.succeeded'>['data']['object'], 'customer'> } } => given;
export const refunded = (given: Stripe.ChargeRefundedEvent): Omit<StripeEvent<'charge.refunded'>['data']['object'], 'payment_intent'> => given.data.object;
export const completed = (given: Stripe.CheckoutSessionCompletedEvent): StripeEvent<'checkout.session.completed'>['data']['object']['payment_status'] => given.data.object.payment_status;
export const released = (given: EmitterWebhookEvent<'release.published'>['payload']): GithubEvent<'release.published'>['release'] => given.release;
export const pushed = (given: EmitterWebhookEvent<'push'>['payload']): GithubEvent<'push'>['commits'] => given.commits;
export const opened = (given: EmitterWebhookEvent<'pull_request.opened'>['payload']): Pick<GithubEvent<'pull_request.opened'>, 'action' | 'number'> => given;

const now = Date.now();

test('payloads of common events are typed, and their samples fit', async () => {
  const contract = event('payments.succeeded', { data: stripeEvent('payment_intent.succeeded') });
  handle(contract, ({ type, data: { object } }) => {
    const told: { type: 'payment_intent.succeeded'; amount: number; metadata: Readonly<Record<string, string>> | undefined } = { type, amount: object.amount, metadata: object.metadata };
    // @ts-expect-error: the schema names no such field
    void object.nothing;
    void told;
  });
  const { stripe, github } = providers;
  for (const type of ['payment_intent.succeeded', 'payment_intent.payment_failed', 'charge.refunded'] as const) {
    const sample: unknown = JSON.parse(String(stripe.sample(type, stripe.samples[type]?.(now), now).body));
    assert.deepEqual(await stripeEvent(type)['~standard'].validate(sample), { value: sample }, type);
  }
  for (const type of ['release.published', 'push', 'ping'] as const) {
    const sample = github.samples[type]?.(now);
    assert.deepEqual(await githubEvent(type)['~standard'].validate(sample), { value: sample }, type);
  }
});

test('what does not fit is told with its place, and JSON Schema says the same', async () => {
  const schema = githubEvent('release.published')['~standard'];
  const good = providers.github.samples['release.published']?.(now) as { readonly release: object };
  const wrong = [{ ...good, action: 'deleted' }, { ...good, release: { ...good.release, id: '1' } }, { ...good, repository: undefined }, { ...good, release: [] }, 'text', null];
  const ajv = new Ajv2020({ strict: false });
  const check = ajv.compile(schema.jsonSchema?.input({ target: 'draft-2020-12' }) ?? {});
  assert.equal(check(good), true);
  for (const value of wrong) {
    const { issues = [] } = await schema.validate(value);
    assert.equal(issues.length > 0, true);
    assert.equal(check(JSON.parse(JSON.stringify(value))), false, JSON.stringify(issues));
  }
  const { issues = [] } = await schema.validate(wrong[1]);
  assert.deepEqual(issues, [{ message: 'must be a whole number', path: ['release', 'id'] }]);
});
