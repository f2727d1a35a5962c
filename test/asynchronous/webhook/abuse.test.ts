import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { embedded } from 'isthmus/embedded';
import { memory } from 'isthmus/memory';
import type { Engine, Log } from 'isthmus';
import { Stripe } from 'stripe';
import twilioSdk from 'twilio';
import { until } from '../host.ts';
import { partnerApp } from './app.ts';

const secret = 'whsec_0123456789';
let count = 0;
const eventOf = (more: object = {}) => JSON.stringify({ id: `evt_${(count += 1)}`, object: 'event', type: 'a.b', created: 1_700_000_000, data: { object: { id: 'pi_1' } }, ...more });
const signature = (payload: string) => Stripe.webhooks.generateTestHeaderString({ payload, secret });
const post = (url: string, body: string | Buffer, headers: Readonly<Record<string, string>>) => fetch(url, { method: 'POST', body, headers });
const deliver = (url: string, body = eventOf(), headers: Readonly<Record<string, string>> = {}) => post(url, body, { 'stripe-signature': signature(body), ...headers });
const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { readonly code: string }).code;

/** A log that can be read. */
function readable(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (message: string, fields?: object): void => void lines.push(JSON.stringify({ message, ...fields }));
  return { lines, log: { debug: () => {}, info: () => {}, warn: write, error: write } };
}

test('what is too large is refused, packed or not, and a bomb is never unpacked', async () => {
  const { log, lines } = readable();
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { maxBody: '4KiB' }, app: { log } });
  const large = eventOf({ padding: 'x'.repeat(5_000) });
  assert.equal((await deliver(partner.url, large)).status, 413);
  for (const [coding, pack] of [['gzip', gzipSync], ['br', brotliCompressSync], ['zstd', zstdCompressSync]] as const) {
    const bomb = pack(Buffer.alloc(64 * 1_024 * 1_024));
    const answer = await post(partner.url, Buffer.from(bomb), { 'stripe-signature': signature('{}'), 'content-encoding': coding });
    assert.equal(answer.status, 413, coding);
  }
  assert.equal((await post(partner.url, 'no gzip', { 'stripe-signature': signature('no gzip'), 'content-encoding': 'gzip' })).status, 400);
  assert.equal((await post(partner.url, '{}', { 'stripe-signature': signature('{}'), 'content-encoding': 'compress' })).status, 415);
  assert.equal(partner.handled.length, 0);
  assert.equal(lines.length, 6);
});

test('a body as large as GitHub sends is taken whole, and kept', async () => {
  await using partner = await partnerApp({ provider: 'github', secrets: 'secret' });
  const webhooks = await partner.app.webhooks();
  const data = { ref: 'refs/heads/main', padding: 'x'.repeat(5_000_000) };
  const { url, headers, body } = webhooks?.test('github', { type: 'push', data, url: (await partner.app.url()) ?? '' }) ?? { url: '', headers: {}, body: '' };
  assert.equal((await post(url, body, headers)).status, 202);
  await until(() => partner.handled.length === 1);
  assert.deepEqual(partner.handled[0]?.data, data);
  const [delivery] = (await webhooks?.list({ limit: 1 }))?.items ?? [];
  assert.equal((await webhooks?.show(delivery?.id ?? ''))?.body, body);
});

test('a body counts as it was signed: unpacked, or as it came', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret });
  const [inside, outside] = [eventOf(), gzipSync(eventOf())];
  assert.equal((await post(partner.url, gzipSync(inside), { 'stripe-signature': signature(inside), 'content-encoding': 'gzip' })).status, 200);
  const packed = Stripe.webhooks.generateTestHeaderString({ payload: 'x', secret });
  assert.equal((await post(partner.url, outside, { 'stripe-signature': packed, 'content-encoding': 'gzip' })).status, 401);
  await until(() => partner.handled.length === 1);
  // Whatever the content type says, the bytes count.
  assert.equal((await deliver(partner.url, eventOf(), { 'content-type': 'text/plain; charset=utf-16' })).status, 200);
});

test('a slow body is cut off in time', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { receiveWithin: '100ms' } });
  const { hostname, port, pathname } = new URL(partner.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\nstripe-signature: t=1,v1=0\r\ncontent-length: 100\r\n\r\n{`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1.1 408 /);
  socket.destroy();
});

/** Sends a target as it stands. */
function raw(url: string, method: string, path: string, headers: Readonly<Record<string, string | string[]>>, body = ''): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, method, path, headers }, (incoming) => resolve(incoming.resume()));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('only POST to exactly this address is a delivery', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret });
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    const body = eventOf();
    const answer = await raw(partner.url, method, '/hooks/partner', { 'stripe-signature': signature(body) });
    assert.deepEqual([answer.statusCode, answer.headers['allow']], [405, 'POST'], method);
  }
  for (const path of ['/hooks/partner/', '/hooks//partner', '/hooks/./partner', '/hooks/../hooks/partner', '/hooks/%70artner', '/HOOKS/partner', '/hooks/partner;a=1', '//hooks/partner', '/hooks/partner%00']) {
    const body = eventOf();
    const answer = await raw(partner.url, 'POST', path, { 'stripe-signature': signature(body) }, body);
    assert.equal(answer.statusCode, 404, path);
  }
  assert.equal(partner.handled.length, 0);
});

test('a replay has no effect, also at the same time, and with another id where ids are not signed', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret });
  const body = eventOf();
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(partner.url, body)));
  assert.ok(answers.every(({ status }) => status === 200));
  await until(() => partner.handled.length === 1);
  await using hub = await partnerApp({ provider: 'github', secrets: 'secret' });
  const webhooks = await hub.app.webhooks();
  const { headers, body: push } = webhooks?.test('github', { type: 'push', url: (await hub.app.url()) ?? '' }) ?? { headers: {}, body: '' };
  assert.equal((await post(hub.url, push, headers)).status, 202);
  assert.equal((await post(hub.url, push, { ...headers, 'x-github-delivery': '00000000-0000-4000-8000-000000000000' })).status, 202);
  await until(async () => (await webhooks?.list({ verdict: 'repeated', limit: 1 }))?.items.length === 1);
  assert.equal(hub.handled.length, 1);
});

test('a store that others write into recognises repeats by a condition', async () => {
  const engine = memory();
  const { kind, capabilities, limits, options } = engine;
  const shared: Engine = { kind, capabilities, limits, options, inside: false, open: (environment) => engine.open(environment) };
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, engine: shared });
  const bodies = [eventOf(), eventOf()];
  const answers = await Promise.all([...bodies, ...bodies, ...bodies].map((body) => deliver(partner.url, body)));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal((await deliver(partner.url, bodies[0])).status, 200);
  await until(async () => (await (await partner.app.webhooks())?.list({ verdict: 'repeated', limit: 10 }))?.items.length === 5);
  assert.equal(partner.handled.length, 2);
});

test('addresses outside of the list are refused; what proxies say counts only from trusted ones', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { allow: ['203.0.113.0/24'], trustedProxies: ['127.0.0.0/8', '::1', '10.0.0.0/8'] } });
  const from = (chain: string) => deliver(partner.url, eventOf(), { 'x-forwarded-for': chain });
  assert.deepEqual(await Promise.all(['203.0.113.9', '203.0.113.9, 10.1.2.3', '198.51.100.1, 203.0.113.9'].map(async (each) => (await from(each)).status)), [200, 200, 200]);
  // The last one that no trusted proxy has is who sent it; what stands before it anybody can write.
  for (const chain of ['198.51.100.1', '203.0.113.9, 198.51.100.1', 'nonsense', '203.0.113.9, ::ffff:198.51.100.1']) assert.equal((await from(chain)).status, 403, chain);
  assert.equal((await deliver(partner.url)).status, 403);
  await using direct = await partnerApp({ provider: 'stripe', secrets: secret, options: { allow: ['203.0.113.0/24'] } });
  assert.equal((await deliver(direct.url, eventOf(), { 'x-forwarded-for': '203.0.113.9' })).status, 403);
});

test('one address may send so often', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { rate: { limit: 3, window: '10m' } } });
  const answers: Response[] = [];
  for (let each = 0; each < 5; each += 1) answers.push(await deliver(partner.url));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 429, 429]);
  assert.ok(Number(answers[4]?.headers.get('retry-after')) > 0);
});

test('the address that Twilio signed is seen behind a trusted proxy, or said by `url`, and never believed from others', async () => {
  const form = { MessageSid: 'SM1', MessageStatus: 'sent' };
  const signed = (url: string) => ({ 'x-twilio-signature': twilioSdk.getExpectedTwilioSignature('token', url, form), 'content-type': 'application/x-www-form-urlencoded' });
  const body = new URLSearchParams(form).toString();
  const seen = 'https://hooks.example.com/hooks/partner';
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com' };
  for (const [options, headers, status] of [[{ trustedProxies: ['127.0.0.1'] }, forwarded, 204], [{}, forwarded, 401], [{ url: 'https://hooks.example.com' }, {}, 204], [{ trustedProxies: ['10.0.0.0/8'] }, forwarded, 401]] as const) {
    await using partner = await partnerApp({ provider: 'twilio', secrets: 'token', options });
    assert.equal((await post(partner.url, body, { ...signed(seen), ...headers })).status, status, JSON.stringify(options));
  }
});

test('where nothing can be stored the answer is 503, and the delivery can be sent again', async () => {
  let broken = true;
  const engine = memory();
  const { kind, capabilities, limits, inside, options } = engine;
  const fragile: Engine = { kind, capabilities, limits, inside, options, open: async (environment) => {
    const open = await engine.open(environment);
    return { queues: open.queues, streams: open.streams, state: open.state, recovered: open.recovered, classify: (error) => open.classify(error), health: () => open.health(), close: () => open.close(), commit: (unit) => (broken && (unit.send?.length ?? 0) > 0 ? Promise.reject(new Error('the disk is full')) : open.commit(unit)) };
  } };
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, engine: fragile });
  const body = eventOf();
  const refused = await deliver(partner.url, body);
  assert.deepEqual([refused.status, await codeOf(refused), refused.headers.get('retry-after')], [503, 'WEBHOOK_NOT_STORED', '5']);
  broken = false;
  assert.equal((await deliver(partner.url, body)).status, 200);
  await until(() => partner.handled.length === 1);
});

test('what is too much at one time is shed with 503, and all that was accepted is worked off', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { accepting: 4 } });
  const senders = Array.from({ length: 40 }, async () => {
    const statuses: number[] = [];
    for (let each = 0; each < 10; each += 1) statuses.push((await deliver(partner.url)).status);
    return statuses;
  });
  const statuses = (await Promise.all(senders)).flat();
  const accepted = statuses.filter((each) => each === 200).length;
  assert.ok(accepted > 0 && statuses.includes(503) && statuses.every((each) => each === 200 || each === 503));
  await until(() => partner.handled.length === accepted);
});

test('what is refused is kept in a bounded number, without what is secret', async () => {
  await using partner = await partnerApp({ provider: 'stripe', secrets: secret, options: { keepRefused: 5 } });
  for (let each = 0; each < 12; each += 1) await post(partner.url, `{"n":${each}}`, { authorization: 'Bearer secret', cookie: 'a=secret', 'stripe-signature': 't=1,v1=00' });
  const webhooks = await partner.app.webhooks();
  await until(async () => (await webhooks?.list({ limit: 1 }))?.items[0] !== undefined);
  const { items } = (await webhooks?.list({ verdict: 'refused', limit: 100 })) ?? { items: [] };
  assert.equal(items.length, 5);
  const shown = await webhooks?.show(items[0]?.id ?? '');
  assert.deepEqual([shown?.body, shown?.headers['authorization'], shown?.headers['cookie'], shown?.refusal?.code], ['{"n":11}', '(redacted)', '(redacted)', 'WEBHOOK_SIGNATURE_WRONG']);
  assert.doesNotMatch(JSON.stringify(shown), /Bearer/);
});

test('after a restart a repeat is known still, and what was refused for a missing secret is replayed once the secret is there', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-hooks-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  let known = [secret];
  await using partner = await partnerApp({ provider: 'stripe', secrets: () => known, engine: embedded({ directory }) });
  const url = async () => `${await partner.app.url()}/hooks/partner`;
  const [first, rotated] = [eventOf(), eventOf()];
  assert.equal((await deliver(await url(), first)).status, 200);
  const headers = { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: rotated, secret: 'whsec_next' }) };
  assert.equal((await post(await url(), rotated, headers)).status, 401);
  await until(() => partner.handled.length === 1);
  const refused = async () => (await (await partner.app.webhooks())?.list({ verdict: 'refused', limit: 1 }))?.items[0]?.id ?? '';
  await until(async () => (await refused()) !== '');
  await assert.rejects(async () => (await partner.app.webhooks())?.replay(await refused()), { code: 'WEBHOOK_NOT_REPLAYABLE' });
  await partner.app.stop();
  known = [secret, 'whsec_next'];
  await partner.app.start();
  assert.equal((await deliver(await url(), first)).status, 200);
  await (await partner.app.webhooks())?.replay(await refused());
  await until(() => partner.handled.length === 2);
  assert.deepEqual(partner.handled.map(({ data }) => data['id']), [JSON.parse(first).id, JSON.parse(rotated).id]);
  assert.equal(await refused(), '');
});
