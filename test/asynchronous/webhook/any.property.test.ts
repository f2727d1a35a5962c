import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { cloudEvents, hmac, meta } from 'isthmus/webhook';
import type { Provider } from 'isthmus/webhook';
import { providers } from '../../../src/asynchronous/webhook/providers/all.ts';
import { AdminClient } from '../../console/admin-client.ts';
import { partnerApp } from './app.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const all: readonly Provider[] = [...Object.values(providers), meta({ verifyToken: 'agreed' }), cloudEvents({ origins: ['a'] }), hmac({ header: 'x-signature', idPath: ['id'], keyPath: ['data', 'id'], timePath: ['at'] })];

const word = fc.constantFrom('id', 'type', 'data', 'object', 'event', 'action', 'repository', 'full_name', 'release', 'created', 'challenge', 'payload', '__proto__', 'constructor', 'specversion', 'source', 'entry', 'url_verification', 'x');
const value = fc.letrec((tie) => ({ any: fc.oneof({ maxDepth: 4 }, word, fc.string({ maxLength: 5 }), fc.double(), fc.constant(null), fc.boolean(), fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(word, tie('any'), { maxKeys: 5 })) })).any;
const body = fc.oneof({ weight: 5, arbitrary: value.map((each) => JSON.stringify(each)) }, { weight: 1, arbitrary: fc.string({ maxLength: 30 }) }, { weight: 1, arbitrary: fc.array(fc.tuple(word, fc.string({ maxLength: 5 })), { maxLength: 4 }).map((pairs) => new URLSearchParams(pairs).toString()) });
const headers = fc.dictionary(fc.constantFrom('content-type', 'x-github-event', 'x-github-delivery', 'x-shopify-topic', 'x-shopify-triggered-at', 'i-twilio-idempotency-token', 'ce-id', 'ce-source', 'ce-type', 'ce-specversion', 'traceparent'), fc.oneof(fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'application/cloudevents+json', '1.0', '%ff', ''), fc.stringMatching(/^[ -~]{0,12}$/)), { maxKeys: 4 });

for (const provider of all.filter(({ sign }) => sign !== undefined)) {
  test(`${provider.name}: whatever is signed is taken or refused for what it says, and never a fault of ours`, async () => {
    await using partner = await partnerApp({ provider, secrets: secret, options: { rate: { limit: 1_000_000 }, poisoned: 'skip', attempts: 1 } });
    await fc.assert(fc.asyncProperty(body, headers, async (content, more) => {
      const signature = provider.sign?.({ type: 'x', body: content, headers: more }, partner.url, secret, Date.now()) ?? {};
      const answer = await fetch(partner.url, { method: 'POST', body: content, headers: { ...more, ...signature } });
      const told = await answer.text();
      assert.ok(answer.ok || answer.status === 400 || answer.status === 401, `${answer.status} ${told}`);
    }), { numRuns: 150 });
  });
}

test('no request makes the resources of webhooks fail', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-hooks-admin-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, app: { admin: { directory } } });
  const admin = new AdminClient(join(directory, 'admin.json'));
  for (let each = 0; each < 5; each += 1) {
    const { body: sample } = await admin.ask('/webhooks/test', { method: 'POST', body: { endpoint: 'stripe' } });
    await fetch(partner.url, { method: 'POST', body: String(sample['body']), headers: sample['headers'] as Record<string, string> });
    await fetch(partner.url, { method: 'POST', body: 'forged' });
  }
  const { body: listed } = await admin.ask('/webhooks/deliveries?limit=3');
  const { items, next } = listed as { readonly items: ReadonlyArray<{ readonly id: string }>; readonly next: string };
  assert.equal(items.length, 3);
  const rest = (await admin.ask(`/webhooks/deliveries?after=${next}`)).body['items'] as ReadonlyArray<{ readonly id: string }>;
  assert.equal(new Set([...items, ...rest].map(({ id }) => id)).size, 10);
  const id = fc.oneof(fc.constantFrom(...items.map((each) => each.id), next, '', '00', 'zz', 'x'.repeat(90)), fc.string({ maxLength: 12 }));
  const request = fc.oneof(
    fc.tuple(fc.constant('GET'), fc.tuple(id, fc.constantFrom('after', 'endpoint', 'type', 'verdict', 'limit')).map(([text, name]) => `/webhooks/deliveries?${name}=${encodeURIComponent(text)}`), fc.constant(undefined)),
    fc.tuple(fc.constantFrom('GET', 'DELETE'), id.map((text) => `/webhooks/deliveries/${encodeURIComponent(text)}`), fc.constant(undefined)),
    fc.tuple(fc.constant('POST'), id.map((text) => `/webhooks/deliveries/${encodeURIComponent(text)}/replay`), fc.constant(undefined)),
    fc.tuple(fc.constant('POST'), fc.constant('/webhooks/test'), fc.oneof(value, fc.record({ endpoint: fc.constantFrom('stripe', '/hooks/partner', 'x', ''), type: fc.constantFrom('charge.refunded', '__proto__', ''), data: value }, { requiredKeys: ['endpoint'] }))),
  );
  await fc.assert(fc.asyncProperty(request, async ([method, path, data]) => {
    const { status, body: document } = await admin.ask(path, { method, ...(data === undefined ? {} : { body: data }) });
    assert.ok(status < 500, `${method} ${path} ${JSON.stringify(data)}: ${status} ${JSON.stringify(document)}`);
  }), { numRuns: 500 });
});
