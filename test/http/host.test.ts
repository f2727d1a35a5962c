import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';

import { httpFields, NodeHost } from 'isthmus/http';
import type { HttpEndpoint, HttpGiven } from 'isthmus/http';
import { Pace } from '../../src/http/node/pace.ts';
import type { Paced } from '../../src/http/node/pace.ts';
import { readFields } from '../../src/kernel/options.ts';
import type { IsthmusError } from '../../src/kernel/error.ts';
import { exchange, head } from './raw.ts';

const lines: Array<readonly [string, unknown]> = [];
const log = { debug() {}, info() {}, warn() {}, error: (message: string, fields?: unknown) => void lines.push([message, fields]) };
const optionsOf = (given: HttpGiven) => readFields(httpFields, { port: 0, ...given }, 'http', []) as NonNullable<ReturnType<typeof readFields<typeof httpFields>>>;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function withHost(endpoint: HttpEndpoint, given: HttpGiven, use: (url: string, host: NodeHost) => Promise<void>): Promise<void> {
  const host = new NodeHost(endpoint, optionsOf(given), log);
  const { url } = await host.start();
  try {
    await use(url, host);
  } finally {
    await host.drain(AbortSignal.abort());
  }
}
const text = (body: string, status = 200) => ({ status, headers: { 'content-type': 'text/plain', 'content-length': String(Buffer.byteLength(body)) }, body });
const reads: HttpEndpoint = async (request) => text(`${(await request.body(1_000_000)).length}`);

describe('the Node host', () => {
  test('listens on the loopback interface only, unless told otherwise', async () => {
    await withHost(() => text('hi'), {}, async (url) => {
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(await (await fetch(url)).text(), 'hi');
    });
  });

  test('a port that is taken is said so', async () => {
    await withHost(() => text('hi'), {}, async (url) => {
      const second = new NodeHost(() => text('no'), optionsOf({ port: Number(new URL(url).port) }), log);
      await assert.rejects(second.start(), (error: IsthmusError) => error.code === 'LISTEN_FAILED' && error.what.includes(new URL(url).port));
    });
  });

  test('refuses options by name', () => {
    const faults: Array<{ path: string; message: string }> = [];
    readFields(httpFields, { port: 70_000, hots: 'x', keepAlive: '1 hour' }, 'http', faults);
    assert.deepEqual(faults.map((fault) => fault.path).sort(), ['http.hots', 'http.keepAlive', 'http.port']);
  });

  test('whatever an endpoint throws becomes a problem, and ours is logged', async () => {
    await withHost((request) => {
      if (request.path === '/late') return Promise.reject(new Error('secret late'));
      throw new Error('secret now');
    }, {}, async (url) => {
      lines.length = 0;
      for (const path of ['/now', '/late']) {
        const response = await fetch(url + path);
        assert.equal(response.status, 500);
        assert.doesNotMatch(await response.text(), /secret/);
      }
      assert.equal(lines.length, 2);
      assert.match(JSON.stringify(lines), /secret now.*secret late/);
    });
  });

  test('an endpoint that knows nothing is a 404', async () => {
    await withHost(() => undefined, {}, async (url) => assert.equal((await fetch(`${url}/x`)).status, 404));
  });

  test('streams answers, and waits for a slow client', async () => {
    let made = 0;
    async function* body() {
      for (; made < 2_000; made += 1) yield Buffer.alloc(16_384, 'x');
    }
    await withHost(() => ({ status: 200, headers: {}, body: body() }), {}, async (url) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(head('GET /'));
      await once(socket, 'readable');
      await pause(200);
      const before = made;
      assert.ok(before < 1_500, `${before} pieces were made for a client that reads nothing`);
      socket.resume();
      while (made < 2_000) await pause(10);
      socket.destroy();
    });
  });

  test('an answer that breaks off is seen as broken', async () => {
    async function* body() {
      yield Buffer.from('half');
      throw new Error('broken');
    }
    await withHost(() => ({ status: 200, headers: {}, body: body() }), {}, async (url) => {
      await assert.rejects(async () => (await fetch(url)).text());
    });
  });

  test('headers that do not come are a 408', async () => {
    await withHost(reads, { headersTimeout: 150 }, async (url) => {
      const [answer] = await exchange(url, ['GET / HTTP/1.1\r\nhost: x\r\nx-a'], 600);
      assert.equal(answer?.status, 408);
      assert.match(answer.headers, /application\/problem\+json/);
    });
  });

  test('a body that does not come is a 408', async () => {
    await withHost(reads, { requestTimeout: 150 }, async (url) => {
      const [answer] = await exchange(url, [head('POST /', 'content-length: 10'), 'abc'], 600);
      assert.equal(answer?.status, 408);
    });
  });

  test('a body that trickles fails, one that flows does not', async () => {
    const pace = new Pace(1_000, 50);
    const failed: unknown[] = [];
    const slow: Paced = { received: 0, receivedBefore: -1, before: undefined, after: undefined, fail: (error: unknown) => void failed.push(error) };
    const fast: Paced = { received: 0, receivedBefore: -1, before: undefined, after: undefined, fail: () => assert.fail('the fast one failed') };
    pace.add(slow);
    pace.add(fast);
    const timer = setInterval(() => {
      (slow as { received: number }).received += 1;
      (fast as { received: number }).received += 1_000;
    }, 10);
    while (failed.length === 0) await pause(10);
    clearInterval(timer);
    pace.stop();
    assert.equal((failed[0] as IsthmusError).code, 'BODY_TOO_SLOW');
  });

  test('connections beyond the limit are closed', async () => {
    await withHost(() => text('hi'), { connections: 2 }, async (url) => {
      const port = Number(new URL(url).port);
      const sockets = await Promise.all([0, 1].map(async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      }));
      assert.deepEqual(await exchange(url, [head('GET /')], 100), []);
      for (const socket of sockets) socket.destroy();
    });
  });

  test('drains: finishes what runs, closes what is idle, takes nothing new', async () => {
    const gate = Promise.withResolvers<void>();
    const host = new NodeHost(async () => {
      await gate.promise;
      return text('done');
    }, optionsOf({}), log);
    const { url } = await host.start();
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    await once(idle, 'connect');
    const closed = once(idle.resume(), 'close');
    const running = fetch(url);
    await pause(30);
    const drained = host.drain(new AbortController().signal);
    await closed;
    await assert.rejects(fetch(url));
    gate.resolve();
    const response = await running;
    assert.deepEqual([await response.text(), response.headers.get('connection')], ['done', 'close']);
    await drained;
    await host.drain(new AbortController().signal);
  });

  test('a drain that takes too long is cut', async () => {
    let aborted = false;
    const host = new NodeHost((request) => new Promise(() => request.signal.addEventListener('abort', () => (aborted = true))), optionsOf({}), log);
    const { url } = await host.start();
    const running = fetch(url);
    await pause(30);
    await Promise.all([host.drain(AbortSignal.timeout(50)), assert.rejects(running)]);
    await pause(10);
    assert.equal(aborted, true);
  });
});
