import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { cloudEvents, hmac, meta } from 'isthmus/webhook';
import { sns } from '../../../src/asynchronous/webhook/providers/sns.ts';
import { standardWebhooks } from '../../../src/asynchronous/webhook/providers/standard.ts';
import { until } from '../host.ts';
import { partnerApp } from './app.ts';
import { randomFrom } from './mutations.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const [certificate, privateKey] = [fixture('sns-certificate.pem'), fixture('sns-key.pem')];
const topic = 'arn:aws:sns:us-west-2:123456789012:orders';
const post = (url: string, body: string, headers: Readonly<Record<string, string>> = {}) => fetch(url, { method: 'POST', body, headers });

test('Slack is answered with its challenge, where it is signed', async () => {
  await using partner = await partnerApp({ provider: 'slack', secrets: 'secret' });
  const body = JSON.stringify({ type: 'url_verification', token: 'x', challenge: '3eZbrw1aB' });
  const time = String(Math.floor(Date.now() / 1_000));
  const signed = { 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${createHmac('sha256', 'secret').update(`v0:${time}:${body}`).digest('hex')}` };
  const answer = await post(partner.url, body, signed);
  assert.deepEqual([answer.status, await answer.text()], [200, '3eZbrw1aB']);
  assert.equal((await post(partner.url, body)).status, 401);
  const webhooks = await partner.app.webhooks();
  const sample = webhooks?.test('slack', { url: (await partner.app.url()) ?? '' });
  assert.equal((await post(sample?.url ?? '', sample?.body ?? '', sample?.headers)).status, 200);
  await until(() => partner.handled.length === 1);
  assert.equal(partner.handled[0]?.context.message?.key, 'C0001');
});

test('Meta gets its challenge back only with the token that was agreed', async () => {
  await using partner = await partnerApp({ provider: meta({ verifyToken: 'agreed' }), secrets: 'app secret' });
  const ask = (query: string) => fetch(`${partner.url}?${query}`);
  const good = await ask('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=agreed');
  assert.deepEqual([good.status, await good.text()], [200, '1158201444']);
  for (const query of ['hub.mode=subscribe&hub.challenge=1&hub.verify_token=other', 'hub.challenge=1&hub.verify_token=agreed', '', 'hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=agreed']) assert.equal((await ask(query)).status, 403, query);
  const webhooks = await partner.app.webhooks();
  const sample = webhooks?.test('meta', { url: (await partner.app.url()) ?? '' });
  for (let each = 0; each < 2; each += 1) assert.equal((await post(sample?.url ?? '', sample?.body ?? '', sample?.headers)).status, 200);
  assert.equal((await post(partner.url, `${sample?.body} `, sample?.headers)).status, 401);
  await until(async () => (await webhooks?.list({ verdict: 'repeated', limit: 1 }))?.items.length === 1);
  assert.equal(partner.handled.length, 1);
});

test('senders of CloudEvents shake hands, and send in binary and structured mode', async () => {
  await using partner = await partnerApp({ provider: cloudEvents({ origins: ['events.example'], ratePerMinute: 120 }), secrets: 'token' });
  const shake = (origin: string) => fetch(partner.url, { method: 'OPTIONS', headers: { 'webhook-request-origin': origin, 'webhook-request-rate': '1000' } });
  const answer = await shake('events.example');
  assert.deepEqual([answer.status, answer.headers.get('webhook-allowed-origin'), answer.headers.get('webhook-allowed-rate')], [200, 'events.example', '120']);
  const refused = await shake('evil.example');
  assert.deepEqual([refused.status, refused.headers.get('webhook-allowed-origin')], [403, null]);
  const bearer = { authorization: 'Bearer token' };
  const structured = JSON.stringify({ specversion: '1.0', id: '1', source: '/a', type: 'a.b', subject: 's', data: { n: 1 } });
  assert.equal((await post(partner.url, structured, { ...bearer, 'content-type': 'application/cloudevents+json' })).status, 204);
  assert.equal((await post(partner.url, '{"n":2}', { ...bearer, 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '2', 'ce-source': '/a', 'ce-type': 'a.b', 'ce-subject': 'S%C3%A4ge' })).status, 204);
  assert.equal((await post(partner.url, '{"n":3}', { ...bearer, 'content-type': 'application/json', 'ce-id': '3' })).status, 400);
  for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: 'Basic dG9rZW4=' }]) assert.equal((await post(partner.url, structured, headers)).status, 401);
  await until(() => partner.handled.length === 2);
  assert.deepEqual(partner.handled.map(({ data, context }) => [data['data'], context.message?.key]), [[{ n: 1 }, 's'], [{ n: 2 }, 'Säge']]);
});

test('Discord is answered with a pong, and its events are taken', async () => {
  const { publicKey, privateKey: key } = generateKeyPairSync('ed25519');
  await using partner = await partnerApp({ provider: 'discord', secrets: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex') });
  const send = (body: string) => {
    const time = String(Math.floor(Date.now() / 1_000));
    return post(partner.url, body, { 'x-signature-timestamp': time, 'x-signature-ed25519': signWith(null, Buffer.from(time + body), key).toString('hex') });
  };
  const pong = await send('{"type":1}');
  assert.deepEqual([pong.status, await pong.json()], [200, { type: 1 }]);
  assert.equal((await send('{"version":1,"application_id":"1","type":0}')).status, 204);
  assert.equal((await post(partner.url, '{"type":1}', { 'x-signature-timestamp': '1', 'x-signature-ed25519': '00'.repeat(64) })).status, 401);
  assert.equal((await send('{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_AUTHORIZED","timestamp":"2026-01-01T00:00:00Z","data":{"user":{"id":"u1"}}}}')).status, 204);
  await until(() => partner.handled.length === 1);
  assert.deepEqual([partner.handled[0]?.context.message?.subject, partner.handled[0]?.context.message?.key], ['APPLICATION_AUTHORIZED', 'u1']);
});

const orders: Readonly<Record<string, readonly string[]>> = { Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'], SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] };

/** A message as SNS signs it. */
function snsMessage(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const message: Record<string, string> = {
    Type: 'Notification', MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324', TopicArn: topic, Message: '{"order":1}', Timestamp: new Date().toISOString(), SignatureVersion: '2',
    SigningCertURL: 'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem', ...more,
  };
  const signer = createSign(message['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  for (const name of orders[message['Type'] ?? ''] ?? []) if (message[name] !== undefined) signer.update(`${name}\n${message[name]}\n`);
  return { ...message, Signature: signer.sign(privateKey, 'base64') };
}
const confirmation = { Type: 'SubscriptionConfirmation', Token: '2336412f37', SubscribeURL: 'https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription', Message: 'You have chosen to subscribe' };

test('SNS: the subscription is confirmed, messages are taken, and nothing is fetched for anybody else', async () => {
  const asked: string[] = [];
  const get = async (url: string): Promise<string> => (asked.push(url), url.endsWith('.pem') ? certificate : '');
  await using partner = await partnerApp({ provider: sns({ get }), secrets: topic });
  const send = async (message: object) => (await post(partner.url, JSON.stringify(message), { 'content-type': 'text/plain; charset=UTF-8' })).status;
  for (const url of ['https://evil.example/x.pem', 'http://sns.us-west-2.amazonaws.com/x.pem', 'https://sns.us-west-2.amazonaws.com.evil.example/x.pem', 'https://sns.us-west-2.amazonaws.com@evil.example/x.pem', 'https://127.0.0.1/x.pem', 'https://sns.us-west-2.amazonaws.com:8443/x.pem']) assert.equal(await send(snsMessage({ SigningCertURL: url })), 401, url);
  assert.equal(await send(snsMessage({ TopicArn: 'arn:aws:sns:us-west-2:999999999999:orders' })), 401);
  assert.equal(asked.length, 0);
  assert.equal(await send(snsMessage({ ...confirmation, SubscribeURL: 'https://169.254.169.254/latest' })), 200);
  assert.equal(asked.filter((each) => !each.endsWith('.pem')).length, 0);
  assert.equal(await send(snsMessage(confirmation)), 200);
  assert.deepEqual(asked.filter((each) => !each.endsWith('.pem')), [confirmation.SubscribeURL]);
  assert.equal(await send(snsMessage({ Subject: 'order' })), 200);
  assert.equal(await send({ ...snsMessage(), Message: '{"order":2}' }), 401);
  assert.equal(await send(snsMessage({ Timestamp: '2020-01-01T00:00:00.000Z' })), 401);
  await until(() => partner.handled.length === 1);
  assert.deepEqual(partner.handled[0]?.data['Message'], { order: 1 });
  assert.equal(asked.filter((each) => each.endsWith('.pem')).length, 1);
});

test('SNS: where Amazon can\'t be asked the answer is 503, and it is asked again', async () => {
  let reachable = false;
  await using partner = await partnerApp({ provider: sns({ get: async () => { if (reachable) return certificate; throw new TypeError('fetch failed'); } }), secrets: topic });
  const send = async () => (await post(partner.url, JSON.stringify(snsMessage()))).status;
  assert.equal(await send(), 503);
  reachable = true;
  assert.equal(await send(), 200);
});

test('SNS takes what its validator takes, and nothing else', async () => {
  const Validator = createRequire(import.meta.url)('sns-validator') as new () => { validate(message: object, done: (error: Error | null) => void): void };
  // Its certificate comes from the fixture instead of Amazon.
  const stub = (_url: string, done: (incoming: EventEmitter & { statusCode: number }) => void): EventEmitter => {
    const incoming = Object.assign(new EventEmitter(), { statusCode: 200 });
    queueMicrotask(() => {
      done(incoming);
      incoming.emit('data', Buffer.from(certificate));
      incoming.emit('end');
    });
    return new EventEmitter();
  };
  const mocked = mock.method(https, 'get', stub as never);
  const { verify, key } = sns({ get: async () => certificate });
  const random = randomFrom(7);
  const names = ['Type', 'MessageId', 'TopicArn', 'Message', 'Timestamp', 'SignatureVersion', 'SigningCertURL', 'Signature', 'Subject', 'SubscribeURL', 'Token'];
  const counts = { taken: 0, refused: 0 };
  for (let count = 0; count < 1_000; count += 1) {
    const kind = random(3) === 0 ? confirmation : random(2) === 0 ? { Subject: 'a' } : {};
    const message: Record<string, unknown> = snsMessage({ ...kind, SignatureVersion: String(1 + random(2)), Message: `{"n":${count}}` });
    if (random(3) > 0) {
      const name = names[random(names.length)] ?? '';
      const value = String(message[name] ?? '');
      const at = random(Math.max(1, value.length));
      const changes = [() => `${value.slice(0, at)}A${value.slice(at + 1)}`, () => `${value} `, () => undefined, () => '', () => value.slice(0, at), () => value];
      const changed = (changes[random(changes.length)] ?? (() => value))();
      if (changed === undefined) delete message[name];
      else message[name] = changed;
    }
    const body = Buffer.from(JSON.stringify(message));
    const theirs = await new Promise<boolean>((resolve) => {
      try {
        new Validator().validate(JSON.parse(body.toString()) as object, (error) => resolve(error === null));
      } catch {
        resolve(false);
      }
    });
    // Which topic it is, and when it was sent, the validator does not look at.
    const mine = (await verify({ method: 'POST', headers: {}, body, url: '', query: '' }, [key(topic)], { now: Date.now(), tolerance: 0 })) === undefined;
    assert.equal(mine, theirs && message['TopicArn'] === topic, JSON.stringify({ count, message, theirs, mine }));
    counts[theirs ? 'taken' : 'refused'] += 1;
  }
  mocked.mock.restore();
  assert.ok(counts.taken > 200 && counts.refused > 200, JSON.stringify(counts));
});

test('Ed25519 signatures of Standard Webhooks are verified by the public key', async () => {
  const { publicKey, privateKey: key } = generateKeyPairSync('ed25519');
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64');
  const open = `whpk_${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
  await using partner = await partnerApp({ provider: 'standard-webhooks', secrets: open });
  const body = '{"type":"user.created","data":{}}';
  const headers = standardWebhooks.sign?.({ type: 'user.created', body, headers: {} }, '', `whsk_${seed}`, Date.now()) ?? {};
  assert.equal((await post(partner.url, body, headers)).status, 200);
  assert.equal((await post(partner.url, `${body} `, headers)).status, 401);
  // A signature that anybody could make with the public key as a shared secret.
  const forged = standardWebhooks.sign?.({ type: 'user.created', body, headers: {} }, '', `whsec_${open.slice(5)}`, Date.now()) ?? {};
  assert.equal((await post(partner.url, body, forged)).status, 401);
});

test('a scheme that is described by hmac() is verified as it says', async () => {
  const scheme = hmac({ name: 'acme', header: 'X-Acme-Signature', prefix: 'sha512=', algorithm: 'sha512', encoding: 'base64', content: '{id}.{timestamp}.{body}', timestampHeader: 'X-Acme-Time', idHeader: 'X-Acme-Id', typePath: ['kind'], keyPath: ['order', 'id'] });
  await using partner = await partnerApp({ provider: scheme, secrets: 'shared' });
  const body = '{"kind":"order.paid","order":{"id":"o-1"}}';
  const sign = (id: string, time: number, content = body) => ({ 'x-acme-id': id, 'x-acme-time': String(time), 'x-acme-signature': `sha512=${createHmac('sha512', 'shared').update(`${id}.${time}.${content}`).digest('base64')}` });
  const now = Math.floor(Date.now() / 1_000);
  assert.equal((await post(partner.url, body, sign('1', now))).status, 200);
  for (const headers of [sign('2', now - 400), sign('3', now + 400), { ...sign('4', now), 'x-acme-id': '5' }, { ...sign('6', now), 'x-acme-time': String(now - 1) }, {}]) assert.equal((await post(partner.url, body, headers)).status, 401);
  await until(() => partner.handled.length === 1);
  assert.deepEqual([partner.handled[0]?.context.message?.subject, partner.handled[0]?.context.message?.key], ['order.paid', 'o-1']);
  assert.throws(() => hmac({ header: 'x', content: 'nothing' }), { code: 'OPTION_INVALID' });
});
