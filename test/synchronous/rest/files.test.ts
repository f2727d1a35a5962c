import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { handle, integration, link, operation, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import fc from 'fast-check';

const root = mkdtempSync(join(tmpdir(), 'isthmus-files-'));
const directory = join(root, 'public');
mkdirSync(join(directory, 'below'), { recursive: true });
const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
writeFileSync(join(directory, 'data.bin'), content);
writeFileSync(join(directory, 'empty.txt'), '');
writeFileSync(join(directory, 'rows.csv'), 'a,b\n'.repeat(2_000));
writeFileSync(join(root, 'secret.txt'), 'secret');
symlinkSync(join(root, 'secret.txt'), join(directory, 'link.txt'));
const modified = new Date('2026-01-15T08:30:00Z');
utimesSync(join(directory, 'data.bin'), modified, modified);

const download = operation('files.download', { input: z.object({ file: z.string() }), output: z.object({ file: z.string(), name: z.string().optional() }), effect: 'read' });
const files = service('files', [handle(download, ({ file }) => (file === 'data.bin' ? { file, name: 'Übersicht "1".bin' } : { file: file.replaceAll('!', '/') }))]);
const app = integration({
  name: 'files', engine: memory(), services: [files], parties: [party('web', { kind: 'browser' })],
  links: [link({ from: 'web', to: files, contract: download, via: rest({ method: 'GET', path: '/files/{file}', respond: 'file', directory, cacheControl: 'max-age=60' }) })],
  log: { debug() {}, info() {}, warn() {}, error() {} },
  http: { port: 0 },
});

describe('files', () => {
  let url = '';
  before(async () => {
    await app.start();
    url = `${(await app.url()) ?? ''}/files`;
  });
  after(async () => {
    await app.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const response = await fetch(`${url}/${path}`, { headers: { 'accept-encoding': 'identity', ...headers }, method });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  test('are sent whole, with what tells their state', async () => {
    const { status, headers, body } = await get('data.bin');
    assert.equal(status, 200);
    assert.ok(body.equals(content));
    assert.equal(headers.get('content-length'), '100000');
    assert.equal(headers.get('accept-ranges'), 'bytes');
    assert.equal(headers.get('last-modified'), 'Thu, 15 Jan 2026 08:30:00 GMT');
    assert.match(headers.get('etag') ?? '', /^"[\w-]+"$/);
    assert.equal(headers.get('cache-control'), 'max-age=60');
    assert.equal(headers.get('content-type'), 'application/octet-stream');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="_bersicht _1_.bin"; filename*=UTF-8\'\'%C3%9Cbersicht%20%221%22.bin');
  });

  test('are sent in the part that is asked for', async () => {
    const cases: ReadonlyArray<readonly [range: string, from: number, to: number]> = [['bytes=0-9', 0, 10], ['bytes=99990-', 99_990, 100_000], ['bytes=-10', 99_990, 100_000], ['bytes=70000-900000', 70_000, 100_000]];
    for (const [range, from, to] of cases) {
      const { status, headers, body } = await get('data.bin', { range });
      assert.deepEqual([status, headers.get('content-range'), headers.get('content-length')], [206, `bytes ${from}-${to - 1}/100000`, String(to - from)], range);
      assert.ok(body.equals(content.subarray(from, to)), range);
    }
    for (const range of ['bytes=0-1,4-5', 'rows=0-1', 'bytes=5-1']) assert.equal((await get('data.bin', { range })).body.length, 100_000, range);
  });

  test('any two parts make the whole', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 99_999 }), async (middle) => {
      const [first, second] = await Promise.all([get('data.bin', { range: `bytes=0-${middle - 1}` }), get('data.bin', { range: `bytes=${middle}-` })]);
      assert.ok(Buffer.concat([first.body, second.body]).equals(content));
    }), { numRuns: 20 });
  });

  test('a part that is not there is refused with the size', async () => {
    const { status, headers } = await get('data.bin', { range: 'bytes=100000-' });
    assert.deepEqual([status, headers.get('content-range')], [416, 'bytes */100000']);
    assert.equal((await get('empty.txt', { range: 'bytes=0-' })).status, 416);
    assert.deepEqual([(await get('empty.txt')).status, (await get('empty.txt')).body.length], [200, 0]);
  });

  test('a part is sent only of the state whose rest the client has', async () => {
    const etag = (await get('data.bin')).headers.get('etag') ?? '';
    const range = 'bytes=0-9';
    for (const [condition, status] of [[etag, 206], ['"other"', 200], [`W/${etag}`, 200], ['Thu, 15 Jan 2026 08:30:00 GMT', 206], ['Thu, 15 Jan 2026 08:30:01 GMT', 200], ['nonsense', 200]] as const)
      assert.equal((await get('data.bin', { range, 'if-range': condition })).status, status, condition);
    assert.equal((await get('data.bin', { range, 'if-none-match': etag })).status, 304);
    assert.equal((await get('data.bin', { range, 'if-match': '"other"' })).status, 412);
    assert.equal((await get('data.bin', { 'if-modified-since': 'Thu, 15 Jan 2026 08:30:00 GMT' })).status, 304);
  });

  test('HEAD tells the size and sends nothing', async () => {
    const { status, headers, body } = await get('data.bin', {}, 'HEAD');
    assert.deepEqual([status, headers.get('content-length'), body.length], [200, '100000', 0]);
  });

  test('text is compressed, and then has no parts', async () => {
    const { headers, body } = await get('rows.csv', { 'accept-encoding': 'gzip' });
    assert.deepEqual([headers.get('content-encoding'), headers.get('accept-ranges'), body.length], ['gzip', null, 8_000]);
    assert.equal((await get('data.bin', { 'accept-encoding': 'gzip' })).headers.get('content-encoding'), null);
  });

  test('what is not there, or lies elsewhere, is not found', async () => {
    for (const file of ['nothing', '..!secret.txt', 'link.txt', 'below', '!etc!passwd', 'data.bin!x', 'a'.repeat(1_000)]) {
      const { status, body } = await get(file);
      assert.deepEqual([status, (JSON.parse(body.toString()) as { code: string }).code], [404, 'FILE_MISSING'], file);
    }
  });

  test('a client that goes away leaves no file open', async () => {
    const { readdirSync, readlinkSync } = await import('node:fs');
    const open = () => readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(directory);
      } catch {
        return false;
      }
    }).length;
    if (process.platform !== 'linux') return;
    writeFileSync(join(directory, 'large.bin'), Buffer.alloc(30_000_000));
    const controller = new AbortController();
    const response = await fetch(`${url}/large.bin`, { signal: controller.signal });
    await response.body?.getReader().read();
    assert.equal(open(), 1);
    controller.abort();
    for (let tries = 0; open() > 0; tries += 1) {
      assert.ok(tries < 200);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
});
