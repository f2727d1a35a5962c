import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';

import { client, declaredErrorOf, inProcess, rest, websocket } from 'isthmus/client';
import type { Transport } from 'isthmus/client';
import { IsthmusError } from 'isthmus';
import type { Integration } from 'isthmus';
import { connect } from 'isthmus/websocket-client';
import type { SocketClient } from 'isthmus/websocket-client';
import { bookSeat, count, findSeats, flaky, look, makeApp, report, routes, seen, sum, wait, wrong } from './fixture.ts';

let app: Integration;
let url: string;
let socket: SocketClient;
before(async () => {
  app = await makeApp().start();
  url = (await app.url()) ?? '';
  socket = connect(`${url.replace('http', 'ws')}/live`);
});
after(async () => {
  socket.close();
  await app.stop();
});

const transports: Readonly<Record<string, () => Transport>> = {
  'in process': () => inProcess(app),
  'rest, by the map': () => rest({ url, map: app.map }),
  'over a socket': () => websocket(socket),
};
const thrown = async (work: Promise<unknown>): Promise<IsthmusError> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof IsthmusError, String(error));
    return error;
  }
  return assert.fail('nothing was thrown');
};
const input = { flight: 'DL 12/3 ü', seat: { row: 4, letter: 'C' }, tags: ['a b', 'c&d'], dry: true, agent: 'ada' };

for (const [name, via] of Object.entries(transports)) {
  describe(`A client ${name}`, () => {
    test('gives and takes what the contract says, wherever the route puts it', async () => {
      assert.deepEqual(await client(bookSeat, { via: via() })(input), input);
      const asked = { flight: '1', rows: [1, 2], free: false };
      assert.deepEqual(await client(findSeats, { via: via() })(asked), { asked });
    });
    test('throws the errors of the contract with their codes, categories and data', async () => {
      const book = client(bookSeat, { via: via() });
      const full = await thrown(book({ ...input, flight: 'full' }));
      assert.deepEqual([full.code, full.category, full.what], ['sold-out', 'conflict', 'Flight "full" is sold out.']);
      assert.deepEqual(declaredErrorOf(bookSeat, full), { code: 'sold-out', what: full.what, data: { left: 0 } });
      assert.equal(declaredErrorOf(findSeats, full), undefined);
      const left = await thrown(book({ ...input, flight: 'left' }));
      assert.deepEqual([left.code, left.category], ['closed', 'gone']);
    });
    test('throws what does not fit as the fault of its caller', async () => {
      const error = await thrown(client(bookSeat, { via: via() })({ ...input, seat: { row: 0.5, letter: 'C' } }));
      assert.deepEqual([error.code, error.category], ['DATA_INVALID', 'invalid']);
    });
    test('passes on the time that is left, and the trace', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const { left, traceparent: received } = await client(look, { via: via() })({}, { within: { deadline: Date.now() + 60_000, traceparent }, deadline: '90s' });
      assert.ok(left !== null && left > 0 && left <= 60_000, String(left));
      assert.equal(received.slice(3, 35), traceparent.slice(3, 35));
      assert.equal((await client(look, { via: via() })({})).left, null);
    });
    test('stops at its deadline and on its signal, and so does the handler', async () => {
      const before = seen.aborted;
      const waiting = client(wait, { via: via() });
      assert.equal((await thrown(waiting({ ms: 60_000 }, { deadline: 40 }))).code, 'DEADLINE_EXCEEDED');
      assert.equal((await thrown(waiting({ ms: 60_000 }, { signal: AbortSignal.timeout(40) }))).code, 'CALL_CANCELLED');
      while (seen.aborted < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    test('tries again after passing faults and not after the caller\'s own', async () => {
      seen.flaky = 0;
      const policies = { retry: { attempts: 3, base: 1, jitter: 'none' } } as const;
      assert.deepEqual(await client(flaky, { via: via(), policies })({ fail: 2 }), { calls: 3 });
      let attempts = 0;
      const counting: Transport = { name: 'counting', bind: (contract) => ({ call: (given, call) => ((attempts = call.attempt), via().bind(contract).call(given, call)) }) };
      assert.equal((await thrown(client(bookSeat, { via: counting, policies, idempotency: true })({ ...input, flight: 'full' }))).code, 'sold-out');
      assert.equal(attempts, 1);
    });
    test('streams an output, and throws where it fails', async () => {
      const counted = client(count, { via: via() });
      assert.deepEqual(await Array.fromAsync(await counted({ to: 3 })), [1, 2, 3]);
      const taken: number[] = [];
      const error = await thrown((async () => {
        for await (const value of await counted({ to: 3, fail: 3 })) taken.push(value);
      })());
      assert.deepEqual([taken, error.code, error.category], [[1, 2], 'broken', 'conflict']);
    });
    test('streams an input', async () => {
      const values = (async function* values() {
        for (const value of [1, 2, 3]) yield { of: 'x', value };
      })();
      assert.deepEqual(await client(sum, { via: via() })(values), { of: 'x', total: 6 });
    });
    // Sockets have no jobs; that they are refused is tested below.
    if (name !== 'over a socket') test('hands over a job and waits for it', async () => {
      const reports = client(report, { via: via() });
      const job = await reports.submit({ year: 2001 });
      assert.deepEqual(await job.wait(), { rows: 2001 });
      assert.deepEqual([(await job.progress()).state, job.operation], ['succeeded', 'reports.make']);
      const failed = await thrown((await reports.submit({ year: 1999 })).wait());
      assert.deepEqual([failed.code, failed.category], ['no-data', 'not-found']);
    });
  });
}

describe('A client over REST', () => {
  test('is made from the options of the route, the map or the OpenAPI document', async () => {
    const openapi = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
    const { agent: _agent, ...plain } = input;
    for (const source of [{ route: { ...routes.book, query: [...routes.book.query] } }, { map: app.map }, { openapi }]) {
      assert.deepEqual(await client(bookSeat, { via: rest({ url, ...source }) })(plain), { ...plain, agent: null });
    }
  });
  test('streams as NDJSON too', async () => {
    const counted = client(count, { via: rest({ url, map: app.map, stream: 'ndjson' }) });
    assert.deepEqual(await Array.fromAsync(await counted({ to: 3 })), [1, 2, 3]);
    await assert.rejects(async () => Array.fromAsync(await counted({ to: 3, fail: 3 })));
  });
  test('waits for the job where the route answers with one', async () => {
    assert.deepEqual(await client(report, { via: rest({ url, map: app.map }) })({ year: 2002 }), { rows: 2002 });
  });
  test('sends writes that may be repeated with one key, so that they happen once', async () => {
    const keys: string[] = [];
    let cut = true;
    const cutting: typeof fetch = async (address, request) => {
      const response = await fetch(address, request);
      keys.push(new Headers(request?.headers).get('idempotency-key') ?? '');
      if (!cut) return response;
      cut = false;
      throw new TypeError('the connection broke');
    };
    const book = client(bookSeat, { via: rest({ url, map: app.map, fetch: cutting }), policies: { retry: { base: 1 } }, idempotency: true });
    assert.deepEqual(await book(input), input);
    assert.equal(keys.length, 2);
    assert.equal(new Set(keys).size, 1);
    assert.match(keys[0] ?? '', /^"[0-9a-f]{32}"$/);
  });
  test('splits any input as the server reads it', async () => {
    const find = client(findSeats, { via: rest({ url, map: app.map }) });
    const flight = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !['.', '..'].includes(text) && !text.includes('\0') && text.isWellFormed());
    await fc.assert(fc.asyncProperty(fc.record({ flight, rows: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }), free: fc.boolean() }, { noNullPrototype: true }), async (asked) => {
      assert.deepEqual(await find(asked), { asked });
    }), { numRuns: 60 });
  });
  test('refuses what an address can\'t say', async () => {
    const find = client(findSeats, { via: rest({ url, map: app.map }) });
    for (const flight of ['', '.', '..']) assert.equal((await thrown(find({ flight }))).code, 'DATA_INVALID');
  });
  test('tells an answer that is no success, none at all, or not the contract\'s', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/ok/wrong') return response.end('{"n":"text"}');
      if (request.url === '/long/wrong') return response.end(`{"n":"${'x'.repeat(2_000)}"}`);
      return response.writeHead(503, { 'retry-after': '7' }).end('<h1>proxy</h1>');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const at = (address: string) => client(wrong, { via: rest({ url: address, route: { method: 'GET', path: '/wrong' }, maxAnswer: 1_000 }) })({});
    const [invalid, large, refused] = [await thrown(at(`${base}/ok/`)), await thrown(at(`${base}/long`)), await thrown(at(`${base}/down`))];
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual([invalid.code, large.code], ['CLIENT_ANSWER_INVALID', 'CLIENT_ANSWER_TOO_LARGE']);
    assert.deepEqual([refused.code, refused.category, refused.retryAfter], ['CLIENT_REFUSED', 'unavailable', 7_000]);
    assert.deepEqual([(await thrown(at(base))).code, (await thrown(at(base))).category], ['CLIENT_UNREACHABLE', 'unavailable']);
  });
  test('a malformed limit of time is refused', async () => {
    const response = await fetch(`${url}/look`, { headers: { 'x-request-timeout-ms': 'soon' } });
    assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [400, 'REQUEST_MALFORMED']);
  });
});

describe('A client is refused', () => {
  test('a job, where the transport has none', async () => {
    assert.equal((await thrown(client(report, { via: websocket(socket) }).submit({ year: 2001 }))).code, 'CLIENT_INVALID');
  });
  const refused = (make: () => unknown, code: string, words: RegExp) => assert.throws(make, (error) => error instanceof IsthmusError && error.code === code && words.test(error.what));
  test('with options that would have no effect', () => {
    const via = { name: 'none', bind: () => ({ call: () => undefined }) };
    refused(() => client(look, { via, policies: { rateLimit: { per: 'tenant' } } }), 'CLIENT_INVALID', /policies\.rateLimit\.per/);
    refused(() => client(sum, { via, policies: { retry: {} } }), 'CLIENT_INVALID', /policies\.retry/);
    refused(() => client(look, { via, ...{ retries: 3 } }), 'CLIENT_INVALID', /retries is not known/);
  });
  test('without a route or an address', () => {
    refused(() => client(wrong, { via: rest({ url, map: app.map }) }), 'CLIENT_INVALID', /no REST link/);
    refused(() => client(wrong, { via: rest({ url, openapi: { paths: {} } }) }), 'CLIENT_INVALID', /no operation/);
    refused(() => client(look, { via: rest({ url, route: { method: 'GET', path: '/{x}' } }) }), 'CLIENT_INVALID', /no property/);
    refused(() => rest({ url: 'airport', map: app.map }), 'CLIENT_INVALID', /url/);
  });
});
