import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { event, handle, integration, link, operation, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { z } from 'zod';

import { ask, issuesOf, json, makeApp, seen } from './fixture.ts';

describe('REST', () => {
  const app = makeApp();
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());

  test('answers with the output', async () => {
    const answer = await ask(url, '/flights/UA1');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { id: 'UA1', version: 1 });
    assert.equal(answer.headers.get('content-type'), 'application/json');
  });

  test('reads numbers, booleans, lists and defaults from the query', async () => {
    const { body } = await ask(url, '/flights?origin=SFO&days=3&mean=-1.5e1&delayed=true&status=waiting&tags=1&tags=2');
    assert.deepEqual(body['asked'], { origin: 'SFO', days: 3, mean: -15, delayed: true, status: 'waiting', tags: [1, 2], limit: 2 });
  });

  test('decodes paths and queries', async () => {
    assert.equal((await ask(url, '/flights/a%2Fb%20%C3%A9')).body['id'], 'a/b é');
    assert.equal(((await ask(url, '/flights?origin=a+%2B')).body['asked'] as { origin: string }).origin, 'a +');
  });

  for (const [query, pointer] of [['days=3.5', '/days'], ['days=03', '/days'], ['days=', '/days'], ['days=0x1', '/days'], ['delayed=1', '/delayed'], ['delayed=TRUE', '/delayed'], ['status=x', '/status'], ['tags=a', '/tags/0'], ['mean=Infinity', '/mean'], ['limit=101', '/limit']] as const)
    test(`refuses ?${query}`, async () => {
      const answer = await ask(url, `/flights?origin=SFO&${query}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.deepEqual(issuesOf(answer).map((issue) => [issue['pointer'], issue['in']]), [[pointer, 'query']]);
    });

  test('refuses unknown and repeated query parameters, and suggests', async () => {
    const answer = await ask(url, '/flights?origin=SFO&orgin=1&days=1&days=2');
    assert.equal(answer.body['code'], 'QUERY_PARAMETER_UNKNOWN');
    assert.deepEqual(issuesOf(answer).map((issue) => issue['message']), ['is not known; did you mean "origin"?', 'is given more than once']);
  });

  test('pages with a link to the next one', async () => {
    const first = await ask(url, '/flights?origin=SFO&after=x%26y');
    assert.equal(first.headers.get('link'), '</flights?origin=SFO&after=b>; rel="next"');
    assert.equal((await ask(url, '/flights?origin=SFO&after=b')).headers.get('link'), null);
  });

  test('answers what a client has with 304, and its condition with 412', async () => {
    const etag = (await ask(url, '/flights/UA1')).headers.get('etag') ?? '';
    assert.match(etag, /^"[^"]+"$/);
    const same = await ask(url, '/flights/UA1', { headers: { 'if-none-match': `"x", W/${etag}` } });
    assert.deepEqual([same.status, same.text, same.headers.get('etag')], [304, '', etag]);
    assert.equal((await ask(url, '/flights/UA1', { headers: { 'if-none-match': '"other"' } })).status, 200);
    assert.equal((await ask(url, '/flights/UA1', { headers: { 'if-match': '"other"' } })).status, 412);
    assert.equal((await ask(url, '/flights/UA1', { headers: { 'if-match': `W/${etag}` } })).status, 412);
    assert.equal((await ask(url, '/flights/UA1', { headers: { 'if-match': etag } })).status, 200);
  });

  test('HEAD is GET without a body; OPTIONS and 405 say what is allowed', async () => {
    const head = await ask(url, '/flights/UA1', { method: 'HEAD' });
    assert.deepEqual([head.status, head.text, head.headers.get('content-length')], [200, '', '24']);
    const options = await ask(url, '/bookings/1', { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'PUT, DELETE, OPTIONS']);
    const wrong = await ask(url, '/flights/UA1', { method: 'DELETE' });
    assert.deepEqual([wrong.status, wrong.headers.get('allow'), wrong.body['code']], [405, 'GET, HEAD, OPTIONS', 'METHOD_NOT_ALLOWED']);
    assert.equal((await ask(url, '/nowhere')).body['code'], 'ROUTE_UNKNOWN');
  });

  test('a declared error is a problem with its data', async () => {
    const { status, body } = await ask(url, '/flights/none');
    assert.equal(status, 404);
    assert.equal(body['type'], 'urn:isthmus:error:flights.get:no-flight');
    assert.deepEqual(body['data'], { id: 'none' });
    assert.equal(body['detail'], 'There is no flight "none".');
  });

  test('faults of ours tell nothing of their inside', async () => {
    for (const how of ['throw', 'output']) {
      const answer = await ask(url, `/broken/${how}`);
      assert.equal(answer.status, 500);
      assert.equal(answer.body['code'], 'SERVER_FAULT');
      assert.match(String(answer.body['trace']), /^[0-9a-f]{32}$/);
      assert.doesNotMatch(answer.text, /hunter2|\.ts/);
    }
  });

  test('takes part in the trace of its client', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await ask(url, '/flights/none', { headers: { traceparent } });
    assert.equal(answer.body['trace'], '0af7651916cd43dd8448eb211c80319c');
    assert.match(answer.headers.get('traceresponse') ?? '', /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/);
  });

  test('the same idempotency key gives the same answer, once', async () => {
    const input = { flight: 'f1', passenger: { name: 'Ada' } };
    const before = seen.booked;
    const first = await ask(url, '/bookings', json(input, { 'idempotency-key': '"key-1"' }));
    const again = await ask(url, '/bookings', json({ passenger: { name: 'Ada' }, flight: 'f1' }, { 'idempotency-key': 'key-1' }));
    assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(seen.booked, before + 1);
    const other = await ask(url, '/bookings', json({ ...input, flight: 'f2' }, { 'idempotency-key': 'key-1' }));
    assert.deepEqual([other.status, other.body['code']], [422, 'IDEMPOTENCY_KEY_REUSED']);
    assert.equal((await ask(url, '/bookings', json(input, { 'idempotency-key': 'é' }))).body['code'], 'IDEMPOTENCY_KEY_MALFORMED');
  });

  test('a failure keeps no answer', async () => {
    const full = json({ flight: 'full', passenger: { name: 'Ada' } }, { 'idempotency-key': 'key-2' });
    assert.equal((await ask(url, '/bookings', full)).status, 409);
    const again = await ask(url, '/bookings', full);
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [409, null]);
  });

  test('refuses fields that the contract does not know, at every depth', async () => {
    const answer = await ask(url, '/bookings', json({ flight: 'f', passenger: { name: 'Ada', nick: 'x' }, wishes: [{ what: 'w' }, { what: 'w', why: 'y' }], constructor: 1 }));
    assert.equal(answer.status, 400);
    assert.deepEqual(issuesOf(answer).map((issue) => issue['pointer']), ['/passenger/nick', '/wishes/1/why', '/constructor']);
  });

  test('says where each wrong value came from', async () => {
    const answer = await ask(url, '/bookings', json({ flight: 1, passenger: { name: 'Ada' } }));
    assert.deepEqual(issuesOf(answer).map(({ pointer, in: place }) => [pointer, place]), [['/flight', 'body']]);
  });

  describe('with authentication', () => {
    const put = (authorization?: string, body: unknown = { seat: 3 }, extra: Record<string, string> = {}) =>
      ({ ...json(body, { ...(authorization === undefined ? {} : { authorization }), ...extra }), method: 'PUT' });

    test('asks for credentials, then for the scope', async () => {
      const none = await ask(url, '/bookings/1', put());
      assert.deepEqual([none.status, none.headers.get('www-authenticate')], [401, 'Bearer']);
      assert.equal((await ask(url, '/bookings/1', put('Bearer bob'))).status, 401);
      const scope = await ask(url, '/bookings/1', put('Bearer ada'));
      assert.deepEqual([scope.status, scope.body['code']], [403, 'PERMISSION_MISSING']);
    });

    test('reads path, query, header and body together', async () => {
      const answer = await ask(url, '/bookings/7?note=hi', put('Bearer ada-writes', { seat: 3 }, { 'if-match': '"v1"' }));
      assert.deepEqual(answer.body, { id: '7', seat: 3, version: '"v1"' });
    });

    test('the body may not bring what the address brings', async () => {
      const answer = await ask(url, '/bookings/7', put('Bearer ada-writes', { seat: 3, id: '8', note: 'x' }));
      assert.deepEqual(issuesOf(answer).map((issue) => issue['pointer']), ['/id', '/note']);
    });

    test('a condition that nobody checks is refused', async () => {
      const answer = await ask(url, '/bookings/7', put('Bearer ada-writes', { seat: 3 }, { 'if-none-match': '*' }));
      assert.deepEqual([answer.status, answer.body['code']], [412, 'CONDITION_UNSUPPORTED']);
    });
  });

  test('says where the caller stands with its rate, and refuses what is too much', async () => {
    const first = await ask(url, '/bookings/1', { method: 'DELETE' });
    assert.deepEqual([first.status, first.text, first.headers.get('ratelimit-policy')], [204, '', '"default";q=2;w=3600']);
    assert.match(first.headers.get('ratelimit') ?? '', /^"default";r=1;t=\d+$/);
    await ask(url, '/bookings/1', { method: 'DELETE' });
    const third = await ask(url, '/bookings/1', { method: 'DELETE' });
    assert.equal(third.status, 429);
    assert.ok(Number(third.headers.get('retry-after')) > 0);
    assert.match(third.headers.get('ratelimit') ?? '', /r=0/);
  });

  test('a deadline that passes is a 504 and aborts the handler', async () => {
    const before = seen.aborted;
    const answer = await ask(url, '/wait', json({ ms: 10_000 }));
    assert.deepEqual([answer.status, answer.body['code']], [504, 'DEADLINE_EXCEEDED']);
    assert.equal(seen.aborted, before + 1);
    assert.deepEqual((await ask(url, '/wait', json({ ms: 1 }))).body, { aborted: false });
  });

  test('a client that goes away aborts the handler', async () => {
    const before = seen.aborted;
    const controller = new AbortController();
    const asked = ask(url, '/wait', { ...json({ ms: 10_000 }), signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await assert.rejects(asked, { name: 'AbortError' });
    while (seen.aborted === before) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('health', async () => {
    assert.deepEqual((await ask(url, '/health/live')).body, { status: 'live' });
    assert.equal((await ask(url, '/health/ready')).body['status'], 'ready');
  });
});

describe('REST and the app', () => {
  const booked = event('bookings.made', { data: z.object({ flight: z.string() }) });
  const order = operation('orders.place', { input: z.object({ flight: z.string(), fail: z.boolean().optional() }), output: z.object({ flight: z.string() }), effect: 'write' });

  test('the events of a handler and the answer kept for its key commit once, together', async () => {
    const received: string[] = [];
    const works = service('works', [
      handle(order, async ({ flight, fail }, context) => {
        await context.emit(booked, { flight });
        if (fail === true) throw new Error('after the event');
        return { flight };
      }),
      handle(booked, ({ flight }) => void received.push(flight)),
    ]);
    const app = integration({
      name: 'orders', engine: memory(), services: [works], parties: [party('web', { kind: 'browser' })], http: { port: 0 }, log: { debug() {}, info() {}, warn() {}, error() {} },
      links: [
        link({ from: 'web', to: works, contract: order, via: rest({ method: 'POST', path: '/orders' }), policies: { idempotency: { required: true } } }),
        link({ from: works, to: works, contract: booked, via: queue() }),
      ],
    });
    await app.start();
    try {
      const url = (await app.url()) ?? '';
      assert.equal((await ask(url, '/orders', json({ flight: 'a' }))).body['code'], 'IDEMPOTENCY_KEY_MISSING');
      assert.equal((await ask(url, '/orders', json({ flight: 'b', fail: true }, { 'idempotency-key': 'b' }))).status, 500);
      for (let repeat = 0; repeat < 3; repeat += 1) assert.equal((await ask(url, '/orders', json({ flight: 'c' }, { 'idempotency-key': 'c' }))).status, 200);
      await ask(url, '/orders', json({ flight: 'last' }, { 'idempotency-key': 'd' }));
      while (!received.includes('last')) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(received.toSorted(), ['c', 'last']);
    } finally {
      await app.stop();
    }
  });

  test('of two requests with one key at the same time, one is told to wait', async () => {
    const gate = Promise.withResolvers<void>();
    const works = service('works', [handle(order, async ({ flight }) => {
      await gate.promise;
      return { flight };
    })]);
    const app = integration({
      name: 'slow', engine: memory(), services: [works], parties: [party('web', { kind: 'browser' })], http: { port: 0 },
      links: [link({ from: 'web', to: works, contract: order, via: rest({ method: 'POST', path: '/orders' }), policies: { idempotency: {} } })],
    });
    await app.start();
    try {
      const url = (await app.url()) ?? '';
      const request = json({ flight: 'a' }, { 'idempotency-key': 'a' });
      const both = [ask(url, '/orders', request), ask(url, '/orders', request)];
      const refused = await Promise.race(both);
      assert.deepEqual([refused.status, refused.body['code'], refused.headers.get('retry-after')], [409, 'IDEMPOTENCY_IN_PROGRESS', '1']);
      gate.resolve();
      assert.deepEqual((await Promise.all(both)).map((each) => each.status).toSorted((a, b) => a - b), [200, 409]);
    } finally {
      await app.stop();
    }
  });

  test('a stop lets requests finish, and aborts those that take too long', async () => {
    for (const [ms, expected] of [[50, { aborted: false }], [60_000, undefined]] as const) {
      const hang = operation('hang', { input: z.object({}), output: z.object({ aborted: z.boolean() }), effect: 'write' });
      let aborted = false;
      const began = Promise.withResolvers<void>();
      const works = service('works', [handle(hang, (_input, { signal }) => new Promise((resolve) => {
        began.resolve();
        const timer = setTimeout(() => resolve({ aborted: false }), ms);
        signal.addEventListener('abort', () => {
          aborted = true;
          clearTimeout(timer);
          resolve({ aborted: true });
        });
      }))]);
      const app = integration({
        name: 'stops', engine: memory(), services: [works], parties: [party('web', { kind: 'browser' })], http: { port: 0 }, drainWithin: ms === 50 ? '5s' : '100ms',
        links: [link({ from: 'web', to: works, contract: hang, via: rest({ method: 'POST', path: '/hang' }) })],
      });
      await app.start();
      const answer = ask((await app.url()) ?? '', '/hang', json({})).catch(() => undefined);
      await began.promise;
      await app.stop();
      assert.deepEqual((await answer)?.body, expected);
      assert.equal(aborted, expected === undefined);
    }
  });
});
