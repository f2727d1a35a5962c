import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { connect, constants } from 'node:http2';
import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { request as secureRequest } from 'node:https';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { gunzipSync } from 'node:zlib';

import type { HttpEndpoint } from '../../src/driver/endpoint.ts';
import { guarded } from '../../src/http/dispatch.ts';
import { NodeHost } from '../../src/http/node/host.ts';
import { followTls, readTls } from '../../src/http/node/tls.ts';
import { httpFields } from '../../src/http/options.ts';
import type { HttpGiven } from '../../src/http/options.ts';
import { readFields } from '../../src/kernel/options.ts';
import { until } from '../until.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const state = { aborted: 0, calls: 0 };
const bodies = { seen: (_error: unknown): void => {} };
const pem = (name: string): string => join(import.meta.dirname, 'tls', name);

/** Answers with what came, in several ways. */
const endpoint: HttpEndpoint = guarded(async (request) => {
  state.calls += 1;
  const { method, path, query, headers, secure, remoteAddress } = request;
  if (path === '/wait') {
    await new Promise<void>((resolve) => request.signal.addEventListener('abort', () => {
      state.aborted += 1;
      resolve();
    }));
  }
  if (path === '/flow' || path === '/fail') {
    return { status: 200, headers: { 'content-type': 'text/event-stream', connection: 'keep-alive' }, body: (async function* () {
      for (let at = 0; at < 3; at += 1) yield Buffer.from(`part ${at}\n`);
      if (path === '/fail') throw new Error('it broke');
    })() };
  }
  if (path === '/stream') {
    let bytes = 0;
    for await (const chunk of request.stream()) bytes += chunk.length;
    return { status: 200, headers: {}, body: String(bytes) };
  }
  if (path.startsWith('/read')) {
    try {
      if (path === '/read') await request.body(1_000);
      else for await (const _chunk of request.stream());
      bodies.seen(undefined);
    } catch (error) {
      bodies.seen(error);
      throw error;
    }
  }
  if (path === '/nothing') return { status: 204, headers: {} };
  const body = await request.body(1_000);
  const text = JSON.stringify({ method, path, query, host: headers['host'], pseudo: Object.keys(headers).filter((name) => name.startsWith(':')), secure, remoteAddress, body: Buffer.from(body).toString(), filler: path === '/long' ? 'x'.repeat(5_000) : '' });
  return { status: 200, headers: { 'content-type': 'application/json', 'content-length': String(text.length) }, body: text };
}, log);

async function open(given: HttpGiven = {}) {
  const options = readFields(httpFields, { port: 0, ...given }, 'http', []);
  assert.ok(options !== undefined);
  const host = new NodeHost(endpoint, options, log);
  const { url } = await host.start();
  return { host, url };
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The code of the reset, where there was one. */
  readonly reset: number;
}

function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string | Uint8Array): Promise<Got> {
  return new Promise((resolve) => {
    const stream = session.request({ ':path': '/', ...headers }, { endStream: body === undefined });
    const chunks: Buffer[] = [];
    let answered: IncomingHttpHeaders = {};
    stream.on('response', (given) => (answered = given)).on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
    stream.on('close', () => resolve({ status: Number(answered[':status'] ?? 0), headers: answered, body: Buffer.concat(chunks), reset: stream.rstCode }));
    if (body !== undefined) stream.end(body);
  });
}

const json = (got: Got): Record<string, unknown> => JSON.parse(got.body.toString()) as Record<string, unknown>;

describe('HTTP/2 on the port of HTTP/1.1', () => {
  let host: NodeHost;
  let url = '';
  let session: ClientHttp2Session;
  before(async () => {
    ({ host, url } = await open());
    session = connect(url);
    session.on('error', () => {});
  });
  after(async () => {
    session.close();
    await host.drain(AbortSignal.timeout(1_000));
  });

  test('both protocols are answered by one endpoint', async () => {
    const second = json(await ask(session, { ':path': '/a?b=1', ':method': 'POST' }, 'body'));
    assert.deepEqual(second, { method: 'POST', path: '/a', query: 'b=1', host: new URL(url).host, pseudo: [], secure: false, remoteAddress: '127.0.0.1', body: 'body', filler: '' });
    const first = (await (await fetch(`${url}/a?b=1`, { method: 'POST', body: 'body' })).json()) as Record<string, unknown>;
    assert.deepEqual(first, second);
  });

  test('first bytes that come one by one', async () => {
    const { port } = new URL(url);
    for (const text of ['POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\nconnection: close\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']) {
      const socket = connectSocket(Number(port), '127.0.0.1').setNoDelay(true);
      let got = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])));
      for (const byte of text) {
        socket.write(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => got.length >= 9);
      // The server's settings are a frame of the type 4.
      if (text.startsWith('PRI')) assert.equal(got[3], 4);
      else assert.match(got.toString(), /^HTTP\/1\.1 200/);
      socket.destroy();
    }
  });

  test('HEAD, 204 and 404 end with their headers', async () => {
    const head = await ask(session, { ':method': 'HEAD' });
    assert.deepEqual([head.status, head.body.length, Number(head.headers['content-length']) > 0], [200, 0, true]);
    assert.equal((await ask(session, { ':path': '/nothing' })).status, 204);
  });

  test('answers flow, without the headers of a connection, and a broken one is reset', async () => {
    const whole = await ask(session, { ':path': '/flow' });
    assert.deepEqual([whole.body.toString(), whole.headers['connection'], whole.reset], ['part 0\npart 1\npart 2\n', undefined, 0]);
    const broken = await ask(session, { ':path': '/fail' });
    assert.deepEqual([broken.status, broken.reset], [200, constants.NGHTTP2_INTERNAL_ERROR]);
  });

  test('bodies flow in, larger than the window', async () => {
    assert.equal((await ask(session, { ':path': '/stream', ':method': 'POST' }, Buffer.alloc(3_000_000))).body.toString(), '3000000');
  });

  test('answers are compressed', async () => {
    const got = await ask(session, { ':path': '/long', 'accept-encoding': 'gzip' });
    assert.equal(got.headers['content-encoding'], 'gzip');
    assert.ok(gunzipSync(got.body).length > 5_000);
  });

  test('what does not fit is refused by a problem document, and the connection lives on', async () => {
    const cases: ReadonlyArray<readonly [headers: OutgoingHttpHeaders, status: number, code: string, body?: string | Uint8Array]> = [
      [{ ':path': '/a', ':method': 'POST' }, 413, 'BODY_TOO_LARGE', Buffer.alloc(2_000_000)],
      [{ ':path': '/a', ':method': 'POST', 'content-length': 5_000 }, 413, 'BODY_TOO_LARGE', Buffer.alloc(5_000)],
      [{ ':path': `/${'a'.repeat(9_000)}` }, 414, 'URL_TOO_LONG'],
      [{ ':path': '/a#b' }, 400, 'REQUEST_MALFORMED'],
      [{ ':path': '/a', ':authority': 'here', host: 'elsewhere' }, 400, 'REQUEST_MALFORMED'],
      [{ ':path': '/a', expect: 'a miracle' }, 417, 'EXPECTATION_UNSUPPORTED'],
      [{ ':path': '/a', 'x-api-key': 'a', 'last-event-id': ['1', '2'] }, 400, 'HEADER_DUPLICATED'],
    ];
    for (const [headers, status, code, body] of cases) {
      const got = await ask(session, headers, body);
      assert.deepEqual([got.status, json(got)['code']], [status, code]);
    }
    assert.equal((await ask(session, {})).status, 200);
  });

  test('a reset ends the handler', async () => {
    const { aborted, calls } = state;
    const stream = session.request({ ':path': '/wait' }).on('error', () => {});
    await until(() => state.calls > calls);
    stream.close(constants.NGHTTP2_CANCEL);
    await until(() => state.aborted > aborted);
  });

  test('a body that is reset is no whole body', async () => {
    const { calls } = state;
    const done: unknown[] = [];
    bodies.seen = (error) => done.push((error as { code?: string } | undefined)?.code);
    for (const path of ['/read', '/read-stream']) {
      const stream = session.request({ ':path': path, ':method': 'POST' }).on('error', () => {});
      stream.write('abc');
      await until(() => state.calls > calls + done.length);
      // `close` would end the body first.
      stream.destroy(new Error('enough'));
      await until(() => done.length === (path === '/read' ? 1 : 2));
    }
    assert.deepEqual(done, ['BODY_INCOMPLETE', 'BODY_INCOMPLETE']);
  });

  test('too many headers close the stream before they are read', async () => {
    const own = connect(url).on('error', () => {});
    const headers = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-${index}`, 'a']));
    const got = await ask(own, headers);
    assert.ok(got.status === 431 || got.reset !== 0);
    const large = await ask(own, { 'x-large': 'a'.repeat(60_000) });
    assert.ok(large.status === 431 || large.reset !== 0);
    own.destroy();
    assert.equal((await ask(session, {})).status, 200);
  });

  test('streams that are opened and reset in a hurry cost the connection, not the server', async () => {
    const own = connect(url).on('error', () => {});
    let closed = false;
    own.on('close', () => (closed = true));
    const { calls } = state;
    for (let round = 0; round < 200 && !closed; round += 1) {
      for (let each = 0; each < 50 && !closed; each += 1) {
        try {
          own.request({ ':path': '/wait' }).on('error', () => {}).close(constants.NGHTTP2_CANCEL);
        } catch {
          // The connection is gone, which is what is waited for.
          break;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(() => closed);
    assert.ok(state.calls - calls < 2_000, `${state.calls - calls} requests were begun`);
    assert.equal((await ask(session, {})).status, 200);
  });

  test('what is no frame costs its connection only', async () => {
    const { port } = new URL(url);
    const socket = connectSocket(Number(port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}).resume());
    socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(500, 0xff)]));
    await closed;
    assert.equal((await ask(session, {})).status, 200);
  });
});

test('a stop lets streams end, and takes no new ones', async () => {
  const { host, url } = await open();
  const session = connect(url).on('error', () => {});
  const { calls } = state;
  const stream = session.request({ ':path': '/stream', ':method': 'POST' });
  stream.write('abc');
  await until(() => state.calls > calls);
  const drained = host.drain(AbortSignal.timeout(5_000));
  let body = '';
  stream.setEncoding('utf8').on('data', (text: string) => (body += text));
  stream.end('def');
  await drained;
  assert.equal(body, '6');
  assert.equal(session.closed, true);
});

test('a stop cuts what does not end', async () => {
  const { host, url } = await open();
  const session = connect(url).on('error', () => {});
  const { calls } = state;
  session.request({ ':path': '/wait' }).on('error', () => {});
  await until(() => state.calls > calls);
  await host.drain(AbortSignal.timeout(50));
  await until(() => session.destroyed);
});

test('a connection that says nothing, or not enough, is closed', async () => {
  const { host, url } = await open({ headersTimeout: 200 });
  const { port } = new URL(url);
  for (const start of ['', 'P', 'PR']) {
    const socket = connectSocket(Number(port), '127.0.0.1').on('error', () => {}).resume();
    socket.write(start);
    await new Promise((resolve) => socket.on('close', resolve));
  }
  await host.drain(AbortSignal.timeout(1_000));
});

describe('TLS', () => {
  const tls = { certificate: pem('a.pem'), key: pem('a.key.pem') };
  test('speaks what the client likes', async () => {
    const { host, url } = await open({ tls });
    assert.match(url, /^https:/);
    const session = connect(url, { rejectUnauthorized: false });
    assert.equal(json(await ask(session, { ':path': '/a' }))['secure'], true);
    session.close();
    const first = await new Promise<string>((resolve, reject) => secureRequest(`${url}/a`, { rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(`${response.httpVersion} ${text}`));
    }).on('error', reject).end());
    assert.match(first, /^1\.1 .*"secure":true/);
    await host.drain(AbortSignal.timeout(1_000));
  });

  test('a certificate that can not be read is refused by name', () => {
    assert.throws(() => readTls({ certificate: '/nowhere/a.pem', key: tls.key }), { code: 'TLS_UNREADABLE' });
  });

  test('a renewed certificate is taken; a broken one is not', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'isthmus-tls-'));
    const own = { certificate: join(directory, 'c.pem'), key: join(directory, 'k.pem') };
    const install = (name: string, at: number): void => {
      copyFileSync(pem(`${name}.pem`), own.certificate);
      copyFileSync(pem(`${name}.key.pem`), own.key);
      for (const file of Object.values(own)) utimesSync(file, at, at);
    };
    install('a', 1_000);
    const logged: string[] = [];
    const server = createTlsServer(readTls(own)).listen(0);
    const unfollow = followTls(server, own, { ...log, info: (message) => logged.push(message), error: (message) => logged.push(message) }, 20);
    const name = () => new Promise<unknown>((resolve, reject) => {
      const address = server.address();
      const socket = connectTls({ port: typeof address === 'object' && address !== null ? address.port : 0, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      }).on('error', reject);
    });
    assert.equal(await name(), 'localhost-a');
    install('b', 2_000);
    await until(() => logged.length > 0);
    assert.equal(await name(), 'localhost-b');
    copyFileSync(pem('a.key.pem'), own.certificate);
    utimesSync(own.certificate, 3_000, 3_000);
    await until(() => logged.some((message) => message.includes('the old one stays')));
    assert.equal(await name(), 'localhost-b');
    unfollow();
    server.close();
    rmSync(directory, { recursive: true });
  });
});
