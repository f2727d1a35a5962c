import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';

import { exchange, head } from '../../http/raw.ts';
import type { RawAnswer } from '../../http/raw.ts';
import { ask, json, makeApp } from './fixture.ts';

/** Whatever a client sends, the answer is a success or a problem document of the 4xx kind. */
function assertProblem(answer: RawAnswer | undefined, status?: number, code?: string): void {
  assert.ok(answer !== undefined, 'there was no answer');
  assert.ok(answer.status >= 400 && answer.status < 500, `${answer.headers}\n${answer.body}`);
  assert.match(answer.headers, /content-type: application\/problem\+json/i);
  const problem = JSON.parse(answer.body) as { status: number; code: string; type: string };
  assert.equal(problem.status, answer.status);
  assert.equal(problem.type, `urn:isthmus:error:${problem.code}`);
  if (status !== undefined) assert.equal(answer.status, status, answer.body);
  if (code !== undefined) assert.equal(problem.code, code);
}

describe('bad input', () => {
  const app = makeApp();
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());
  const post = (body: string | Uint8Array, ...headers: string[]) => [head('POST /echo', 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, ...headers), body];
  const alive = async () => assert.equal((await ask(url, '/flights/UA1')).status, 200);

  const cases: ReadonlyArray<readonly [name: string, parts: ReadonlyArray<string | Uint8Array>, status: number, code?: string]> = [
    ['no JSON', post('{"value":'), 400, 'JSON_MALFORMED'],
    ['a number', post('1'), 400, 'DATA_INVALID'],
    ['null', post('null'), 400, 'DATA_INVALID'],
    ['a list', post('[]'), 400, 'DATA_INVALID'],
    ['no body', post(''), 400, 'DATA_INVALID'],
    ['NUL', post('{"value":"\0"}'), 400, 'JSON_MALFORMED'],
    ['not UTF-8', post(Buffer.from('{"value":"\xff\xfe"}', 'latin1')), 400, 'JSON_MALFORMED'],
    ['half a surrogate in UTF-8', post(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), 400, 'JSON_MALFORMED'],
    ['__proto__', post('{"value":{"__proto__":{"admin":true}}}'), 400, 'JSON_MALFORMED'],
    ['__proto__ in escapes', post('{"value":{"\\u005f_proto__":1}}'), 400, 'JSON_MALFORMED'],
    ['deep lists', post(`{"value":${'['.repeat(30_000)}${']'.repeat(30_000)}}`), 400, 'DATA_TOO_DEEP'],
    ['deep objects', post(`{"value":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`), 400, 'DATA_TOO_DEEP'],
    ['a huge body', post(`{"value":"${'x'.repeat(70_000)}"}`), 413, 'BODY_TOO_LARGE'],
    ['a huge body announced', [head('POST /echo', 'content-type: application/json', 'content-length: 99999999999')], 413, 'BODY_TOO_LARGE'],
    ['a huge chunked body', [head('POST /echo', 'content-type: application/json', 'transfer-encoding: chunked'), `11170\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`], 413, 'BODY_TOO_LARGE'],
    ['no gzip', post('{}', 'content-encoding: gzip'), 400, 'BODY_ENCODING_MALFORMED'],
    ['two encodings', post('{}', 'content-encoding: gzip, br'), 415, 'CONTENT_ENCODING_UNSUPPORTED'],
    ['text/plain', [head('POST /echo', 'content-type: text/plain', 'content-length: 2'), '{}'], 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['no content-type', [head('POST /echo', 'content-length: 2'), '{}'], 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['JSON in Latin-1', [head('POST /echo', 'content-type: application/json; charset=iso-8859-1', 'content-length: 2'), '{}'], 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['another expectation', post('{}', 'expect: 200-maybe'), 417, 'EXPECTATION_UNSUPPORTED'],
    ['two content-types', post('{}', 'content-type: text/plain'), 400, 'HEADER_DUPLICATED'],
    ['two idempotency keys', [head('POST /bookings', 'content-type: application/json', 'idempotency-key: a', 'idempotency-key: b', 'content-length: 2'), '{}'], 400, 'HEADER_DUPLICATED'],
    ['two authorizations', [head('PUT /bookings/1', 'authorization: Bearer ada', 'authorization: Bearer ada-writes', 'content-length: 0')], 400, 'HEADER_DUPLICATED'],
    ['two hosts', [head('GET /flights/1', 'host: evil')], 400],
    ['no host', ['GET /flights/1 HTTP/1.1\r\n\r\n'], 400, 'REQUEST_MALFORMED'],
    ['two content-lengths', [head('POST /echo', 'content-type: application/json', 'content-length: 2', 'content-length: 3'), '{}'], 400],
    ['content-length and transfer-encoding', [head('POST /echo', 'content-length: 2', 'transfer-encoding: chunked'), '0\r\n\r\nGET /flights/1 HTTP/1.1\r\nhost: x\r\n\r\n'], 400],
    ['an obscured transfer-encoding', [head('POST /echo', 'transfer-encoding: xchunked'), '0\r\n\r\n'], 400],
    ['a folded header', ['GET /flights/1 HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\n\r\n'], 400],
    ['a space before the colon', ['GET /flights/1 HTTP/1.1\r\nhost: x\r\ncontent-length : 0\r\n\r\n'], 400],
    ['bare line feeds within headers', ['GET /flights/1 HTTP/1.1\nhost: x\n\n'], 400],
    ['NUL in a header', ['GET /flights/1 HTTP/1.1\r\nhost: x\r\nx-a: b\0c\r\n\r\n'], 400],
    ['a bad chunk size', [head('POST /echo', 'content-type: application/json', 'transfer-encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n'], 400],
    ['a negative content-length', [head('POST /echo', 'content-length: -1')], 400],
    ['a content-length with a sign', [head('POST /echo', 'content-length: +2'), '{}'], 400],
    ['a content-length in hexadecimal', [head('POST /echo', 'content-length: 0x2'), '{}'], 400],
    ['a list of content-lengths', [head('POST /echo', 'content-length: 2, 2'), '{}'], 400],
    ['chunked before another transfer-encoding', [head('POST /echo', 'transfer-encoding: chunked, gzip'), '0\r\n\r\n'], 400],
    ['chunked twice', [head('POST /echo', 'transfer-encoding: chunked', 'transfer-encoding: identity'), '0\r\n\r\nGET /flights/1 HTTP/1.1\r\nhost: x\r\n\r\n'], 400],
    ['a carriage return within a value', ['GET /flights/1 HTTP/1.1\r\nhost: x\r\nx-a: b\rc: d\r\n\r\n'], 400],
    ['a flood of chunk extensions', [head('POST /echo', 'content-type: application/json', 'transfer-encoding: chunked'), `2;${'a'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`], 400],
    ['a chunk without its end', [head('POST /echo', 'content-type: application/json', 'transfer-encoding: chunked'), '2\r\n{}XX0\r\n\r\n'], 400],
    ['a chunk larger than any number', [head('POST /echo', 'content-type: application/json', 'transfer-encoding: chunked'), `${'f'.repeat(20)}\r\n{}`], 400],
    ['HTTP/3.0', ['GET /flights/1 HTTP/3.0\r\nhost: x\r\n\r\n'], 400],
    ['no HTTP at all', ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'], 400],
    ['CONNECT', ['CONNECT evil:443 HTTP/1.1\r\nhost: evil:443\r\n\r\n'], 405],
    ['an unknown method', ['BREW /flights/1 HTTP/1.1\r\nhost: x\r\n\r\n'], 400],
    ['huge headers', [head('GET /flights/1', `x-a: ${'x'.repeat(40_000)}`)], 431, 'HEADERS_TOO_LARGE'],
    ['many headers', [head('GET /flights/1', ...Array.from({ length: 150 }, (_, index) => `x-${index}: 1`))], 431, 'HEADERS_TOO_LARGE'],
    ['a long address', [head(`GET /flights/${'x'.repeat(9_000)}`)], 414, 'URL_TOO_LONG'],
    ['bad percent-encoding in the path', [head('GET /flights/%zz')], 400, 'REQUEST_MALFORMED'],
    ['half a percent-encoding', [head('GET /flights/%e')], 400, 'REQUEST_MALFORMED'],
    ['percent-encoded bytes that are not UTF-8', [head('GET /flights/%ff%fe')], 400, 'REQUEST_MALFORMED'],
    ['percent-encoded NUL', [head('GET /flights/a%00b')], 400, 'REQUEST_MALFORMED'],
    ['bad percent-encoding in the query', [head('GET /flights?origin=%zz')], 400, 'REQUEST_MALFORMED'],
    ['NUL in the query', [head('GET /flights?origin=%00ab')], 400, 'REQUEST_MALFORMED'],
    ['a fragment', [head('GET /flights/1#x')], 400],
    ['the whole server', [head('GET *')], 404, 'ROUTE_UNKNOWN'],
    ['an address without a slash', [head('GET flights/1')], 400],
    ['raw UTF-8 in the address', [head('GET /flights/é')], 400],
    ['__proto__ in the query', [head('GET /flights?origin=SFO&__proto__=1&constructor=2&toString=3')], 400, 'QUERY_PARAMETER_UNKNOWN'],
    ['a body with GET', [head('GET /flights/1', 'content-type: application/json', 'content-length: 2'), '{}'], 400, 'DATA_INVALID'],
    ['a chunked body with DELETE', [head('DELETE /bookings/1', 'transfer-encoding: chunked'), '2\r\n{}\r\n0\r\n\r\n'], 400, 'DATA_INVALID'],
  ];
  for (const [name, parts, status, code] of cases)
    test(name, async () => {
      const [first, second] = await exchange(url, parts, 120);
      assertProblem(first, status, code);
      assert.notEqual(second?.status, 200, 'a smuggled request was answered');
      await alive();
    });

  test('100-continue: the body is asked for only where it is wanted', async () => {
    const wanted = await exchange(url, [head('POST /echo', 'expect: 100-continue', 'content-type: application/json', 'content-length: 11'), '{"value":1}'], 120);
    assert.deepEqual(wanted.map((each) => each.status), [100, 200]);
    const [refused] = await exchange(url, [head('POST /echo', 'expect: 100-continue', 'content-type: application/json', 'content-length: 99999999')], 120);
    assert.equal(refused?.status, 413);
  });

  test('the absolute form is read, and a pipeline is answered in order', async () => {
    const answers = await exchange(url, [head('GET http://localhost/flights/a'), head('GET /flights/none'), head('GET /flights/c')], 150);
    assert.deepEqual(answers.map((each) => each.status), [200, 404, 200]);
  });

  test('a body cut short disturbs nobody', async () => {
    await exchange(url, [head('POST /echo', 'content-type: application/json', 'content-length: 50'), '{"val'], 50);
    await alive();
  });

  const anyQuery = fc.oneof(fc.webQueryParameters(), fc.string(), fc.stringMatching(/^[%&=+a-z0-9]{0,40}$/));
  test('no query makes a fault of ours', async () => {
    await fc.assert(fc.asyncProperty(anyQuery, async (query) => {
      const { status, body } = await ask(url, `/flights?${query.replaceAll('#', '')}`);
      assert.ok(status === 200 || (status === 400 && body['status'] === 400), String(status));
    }), { numRuns: 300 });
  });

  test('a path parameter arrives as it was sent', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), async (id) => {
      fc.pre(id !== '.' && id !== '..' && id !== 'none' && !id.includes('\0') && id.length <= 40);
      assert.equal((await ask(url, `/flights/${encodeURIComponent(id)}`)).body['id'], id);
    }), { numRuns: 200 });
  });

  test('a body comes back as it was sent, or is refused', async () => {
    await fc.assert(fc.asyncProperty(fc.jsonValue({ maxDepth: 20 }), async (value) => {
      const answer = await ask(url, '/echo', json({ value }));
      if (answer.status === 200) assert.equal(answer.text, JSON.stringify({ value }));
      else assert.ok(['DATA_TOO_DEEP', 'JSON_MALFORMED'].includes(String(answer.body['code'])), answer.text);
    }), { numRuns: 200 });
  });

  test('no bytes as a body make a fault of ours', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.json().map((text) => Buffer.from(text.slice(0, -1)))), async (bytes) => {
      const { status } = await ask(url, '/bookings', { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from(bytes) });
      assert.ok(status >= 400 && status < 500, String(status));
    }), { numRuns: 200 });
  });

  test('no header makes a fault of ours', async () => {
    const names = fc.constantFrom('accept', 'authorization', 'idempotency-key', 'if-match', 'if-none-match', 'prefer', 'traceparent', 'content-type', 'content-encoding', 'range', 'x-other', '__proto__', 'constructor');
    const values = fc.oneof(fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,30}[\x21-\x7e])?$/), fc.constantFrom('*', '"', 'W/"', '""', 'respond-async', ','));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 6 }), fc.constantFrom('GET /flights/1', 'POST /bookings', 'PUT /bookings/1', 'DELETE /bookings/x'), async (headers, line) => {
      const [answer] = await exchange(url, [head(line, ...headers.map(([name, value]) => `${name}: ${value}`), 'content-length: 0')], 15);
      assert.ok(answer !== undefined && answer.status < 500, `${line} ${JSON.stringify(headers)}: ${answer?.headers ?? 'nothing'}`);
    }), { numRuns: 150 });
  });

  test('no bytes at all make a crash', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.string().map((text) => Buffer.from(`GET /${text} HTTP/1.1\r\nhost: x\r\n\r\n`))), async (bytes) => {
      const [answer] = await exchange(url, [bytes, '\r\n\r\n'], 15);
      if (answer !== undefined) assert.ok(answer.status < 500, answer.headers);
    }), { numRuns: 100 });
    await alive();
  });
});
