import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { handle, integration, link, operation, party, service } from 'isthmus';
import type { IntegrationOptions } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';

const article = z.object({ id: z.string(), text: z.string(), changed: z.string() });
const getArticle = operation('articles.get', { input: z.object({ id: z.string() }), output: article, effect: 'read' });
const getSecret = operation('secrets.get', { input: z.object({ id: z.string() }), output: article, effect: 'read' });
const addArticle = operation('articles.add', { input: article, output: z.object({ length: z.int() }), effect: 'write' });
const seen = { added: 0 };

const articles = service('articles', [
  handle(getArticle, ({ id }) => ({ id, text: 'isthmus '.repeat(id === 'long' ? 1_000 : 1), changed: '2026-01-15T08:30:00.500Z' })),
  handle(getSecret, ({ id }) => ({ id, text: 'isthmus '.repeat(1_000), changed: '' })),
  handle(addArticle, ({ text }) => {
    seen.added += 1;
    return { length: text.length };
  }),
]);

const makeApp = (options: Partial<IntegrationOptions> = {}) => integration({
  name: 'articles', engine: memory(), services: [articles], parties: [party('web', { kind: 'browser' })],
  links: [
    link({ from: 'web', to: articles, contract: getArticle, via: rest({ method: 'GET', path: '/articles/{id}', lastModified: 'changed', cacheControl: 'max-age=60', deprecated: '2026-07-01', sunset: '2027-01-01T00:00:00Z', deprecationLink: 'https://example.com/new' }) }),
    link({ from: 'web', to: articles, contract: getSecret, via: rest({ method: 'GET', path: '/secrets/{id}', compress: false }) }),
    link({ from: 'web', to: articles, contract: addArticle, via: rest({ method: 'POST', path: '/articles', maxBody: '16KiB' }) }),
  ],
  log: { debug() {}, info() {}, warn() {}, error() {} },
  http: { port: 0 },
  ...options,
});

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Without fetch, which adds headers of its own and unpacks. */
function get(url: string, headers: Record<string, string> = {}, method = 'GET', body?: Uint8Array): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end(body);
  });
}

const codeOf = ({ body }: Got): unknown => (JSON.parse(body.toString()) as { code?: unknown }).code;

describe('content of answers and bodies', () => {
  const app = makeApp();
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());

  describe('accept', () => {
    test('JSON is the only form, and a request that rules it out is refused before its handler runs', async () => {
      const added = seen.added;
      const body = Buffer.from(JSON.stringify({ id: 'a', text: 'b', changed: '' }));
      const refused = await get(`${url}/articles`, { 'content-type': 'application/json', accept: 'text/html' }, 'POST', body);
      assert.deepEqual([refused.status, codeOf(refused), seen.added], [406, 'NOT_ACCEPTABLE', added]);
      for (const accept of ['application/*', 'text/html, */*;q=0.1', 'application/json;q=0.2']) assert.equal((await get(`${url}/articles/a`, { accept })).status, 200, accept);
    });
  });

  describe('accept-encoding', () => {
    const unpackers = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync } as const;
    for (const [coding, unpack] of Object.entries(unpackers)) {
      test(coding, async () => {
        const plain = await get(`${url}/articles/long`);
        const packed = await get(`${url}/articles/long`, { 'accept-encoding': coding });
        assert.deepEqual([packed.headers['content-encoding'], packed.headers['content-length']], [coding, String(packed.body.length)]);
        assert.ok(packed.body.length < plain.body.length / 10);
        assert.equal(unpack(packed.body).toString(), plain.body.toString());
        assert.equal(packed.headers['etag'], `W/${plain.headers['etag']}`, 'other bytes have no strong ETag in common');
        assert.deepEqual([plain.headers['vary'], packed.headers['vary']], ['accept-encoding', 'accept-encoding']);
      });
    }

    test('what the client knows is not sent again, packed or not', async () => {
      const { headers } = await get(`${url}/articles/long`, { 'accept-encoding': 'gzip' });
      const same = await get(`${url}/articles/long`, { 'accept-encoding': 'gzip', 'if-none-match': headers['etag'] ?? '' });
      assert.deepEqual([same.status, same.body.length, same.headers['vary']], [304, 0, 'accept-encoding']);
    });

    test('small answers, refused encodings and no-transform are sent as they are', async () => {
      for (const [path, accepted] of [['/articles/short', 'gzip'], ['/articles/long', 'gzip;q=0'], ['/articles/long', 'identity'], ['/secrets/a', 'gzip']] as const) {
        const { headers } = await get(url + path, { 'accept-encoding': accepted });
        assert.equal(headers['content-encoding'], undefined, `${path} ${accepted}`);
      }
      assert.match((await get(`${url}/secrets/a`)).headers['cache-control'] ?? '', /no-transform/);
    });

    test('a page of another site that carries the browser\'s credentials gets no lengths to compare', async () => {
      const credentials = { cookie: 'session=1', 'accept-encoding': 'gzip' };
      assert.equal((await get(`${url}/articles/long`, { ...credentials, 'sec-fetch-site': 'cross-site' })).headers['content-encoding'], undefined);
      assert.equal((await get(`${url}/articles/long`, { ...credentials, 'sec-fetch-site': 'same-origin' })).headers['content-encoding'], 'gzip');
      assert.equal((await get(`${url}/articles/long`, { 'accept-encoding': 'gzip', authorization: 'Bearer a', 'sec-fetch-site': 'cross-site' })).headers['content-encoding'], 'gzip');
    });

    test('HEAD tells the headers of GET', async () => {
      const head = await get(`${url}/articles/long`, { 'accept-encoding': 'br' }, 'HEAD');
      assert.deepEqual([head.status, head.headers['content-encoding'], head.body.length], [200, 'br', 0]);
    });

    test('is off where the app says so', async () => {
      const quiet = makeApp({ http: { port: 0, compression: false } });
      await quiet.start();
      const { headers } = await get(`${(await quiet.url()) ?? ''}/articles/long`, { 'accept-encoding': 'gzip' });
      await quiet.stop();
      assert.deepEqual([headers['content-encoding'], headers['vary']], [undefined, undefined]);
    });
  });

  describe('content-encoding', () => {
    const packers = { gzip: gzipSync, 'x-gzip': gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync };
    const body = JSON.stringify({ id: 'a', text: 'isthmus '.repeat(500), changed: '' });
    const post = (encoding: string, bytes: Uint8Array) => get(`${url}/articles`, { 'content-type': 'application/json', 'content-encoding': encoding }, 'POST', bytes);
    for (const [encoding, packed] of Object.entries(packers)) {
      test(encoding, async () => {
        const answer = await post(encoding, packed(Buffer.from(body)));
        assert.deepEqual([answer.status, JSON.parse(answer.body.toString())], [200, { length: 4_000 }]);
        const bomb = await post(encoding, packed(Buffer.alloc(8_000_000)));
        assert.deepEqual([bomb.status, codeOf(bomb)], [413, 'BODY_TOO_LARGE']);
        const broken = await post(encoding, packed(Buffer.from(body)).subarray(0, 40));
        assert.deepEqual([broken.status, codeOf(broken)], [400, 'BODY_ENCODING_MALFORMED']);
      });
    }
    test('others are refused with those that are read', async () => {
      const answer = await post('compress', Buffer.from(body));
      assert.deepEqual([answer.status, answer.headers['accept-encoding']], [415, 'gzip, br, zstd, deflate']);
      const type = await get(`${url}/articles`, { 'content-type': 'text/plain' }, 'POST', Buffer.from(body));
      assert.deepEqual([type.status, type.headers['accept']], [415, 'application/json']);
    });
  });

  describe('conditions', () => {
    const date = 'Thu, 15 Jan 2026 08:30:00 GMT';
    const before1 = 'Thu, 15 Jan 2026 08:29:59 GMT';
    const cases: ReadonlyArray<readonly [name: string, headers: Record<string, string>, status: number]> = [
      ['not since then', { 'if-modified-since': date }, 304],
      ['since before', { 'if-modified-since': before1 }, 200],
      ['no date', { 'if-modified-since': 'yesterday' }, 200],
      ['an ETag counts before a date', { 'if-none-match': '"other"', 'if-modified-since': date }, 200],
      ['unmodified since', { 'if-unmodified-since': date }, 200],
      ['modified since', { 'if-unmodified-since': before1 }, 412],
      ['any ETag', { 'if-match': '*' }, 200],
      ['another ETag', { 'if-match': '"other"' }, 412],
      ['a matching ETag counts before a date', { 'if-match': '*', 'if-unmodified-since': before1 }, 200],
      ['what must hold counts before what may', { 'if-match': '"other"', 'if-none-match': '*' }, 412],
    ];
    for (const [name, headers, status] of cases) test(name, async () => assert.equal((await get(`${url}/articles/a`, headers)).status, status));
    test('the answer tells what they compare with, also as 304', async () => {
      for (const headers of [{}, { 'if-none-match': '*' }]) {
        const answer = await get(`${url}/articles/a`, headers as Record<string, string>);
        assert.deepEqual([answer.headers['last-modified'], answer.headers['cache-control']], [date, 'max-age=60']);
      }
    });
    test('a write refuses those that nobody checks, and ignores those of reads', async () => {
      const body = Buffer.from(JSON.stringify({ id: 'a', text: 'b', changed: '' }));
      const post = (headers: Record<string, string>) => get(`${url}/articles`, { 'content-type': 'application/json', ...headers }, 'POST', body);
      assert.equal((await post({ 'if-unmodified-since': date })).status, 412);
      assert.equal((await post({ 'if-modified-since': date })).status, 200);
    });
  });

  test('a route that goes tells when, with every answer', async () => {
    for (const path of ['/articles/a', '/articles/a?x=1']) {
      const { headers } = await get(url + path);
      assert.equal(headers['deprecation'], `@${Date.UTC(2026, 6, 1) / 1_000}`);
      assert.equal(headers['sunset'], 'Fri, 01 Jan 2027 00:00:00 GMT');
      assert.match(String(headers['link']), /<https:\/\/example\.com\/new>; rel="deprecation"/);
    }
  });

  test('OPTIONS about the server, and about a route', async () => {
    const port = new URL(url).port;
    const star = await new Promise<number>((resolve, reject) => httpRequest({ port, method: 'OPTIONS', path: '*' }, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject).end());
    assert.equal(star, 204);
    assert.equal((await get(`${url}/articles/a`, {}, 'OPTIONS')).headers['allow'], 'GET, HEAD, OPTIONS');
  });

  test('documents can be kept back', async () => {
    for (const [documents, statuses] of [['openapi', [200, 404]], ['none', [404, 404]]] as const) {
      const quiet = makeApp({ http: { port: 0, documents } });
      await quiet.start();
      const at = (await quiet.url()) ?? '';
      const found = [(await get(`${at}/openapi.json`)).status, (await get(`${at}/docs`)).status];
      await quiet.stop();
      assert.deepEqual(found, statuses);
    }
  });
});
