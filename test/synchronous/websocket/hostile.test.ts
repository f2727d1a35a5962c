import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Integration } from 'isthmus';
import { until } from '../../until.ts';
import { start } from './fixture.ts';
import { masked, Raw } from './raw.ts';
import { Talk } from './talk.ts';

describe('what a hostile client sends', { concurrency: 8 }, () => {
  let app: Integration;
  let url: string;
  before(async () => ({ app, url } = await start({ messageBytes: 1_024, connectionsPerAddress: 20, origins: ['https://shop.example'] })));
  after(() => app.stop());

  const cases: Readonly<Record<string, readonly [frames: Buffer | readonly Buffer[], code: number]>> = {
    'a frame without a mask': [Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    'a compressed frame, which nobody agreed on': [masked(0xc1, '{}'), 1002],
    'an unknown opcode': [masked(0x83, ''), 1002],
    'an unknown control opcode': [masked(0x8b, ''), 1002],
    'a fragmented ping': [masked(0x09, 'x'), 1002],
    'a ping of 126 bytes': [masked(0x89, 'x'.repeat(126)), 1002],
    'a continuation of nothing': [masked(0x80, 'x'), 1002],
    'a message within a message': [[masked(0x01, '{'), masked(0x81, '{}')], 1002],
    'a length with the highest bit': [Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 1002],
    'a length in more bytes than it needs': [Buffer.from([0x81, 0xfe, 0x00, 0x02, 0, 0, 0, 0, 0x7b, 0x7d]), 1002],
    'a message of 2^53 bytes': [Buffer.from([0x81, 0xff, 0x00, 0x20, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 1009],
    'a message above the limit': [masked(0x81, JSON.stringify({ type: 'ping', filler: 'x'.repeat(1_024) })), 1009],
    'a message that grows above the limit': [[masked(0x01, 'x'.repeat(600)), masked(0x00, 'x'.repeat(600))], 1009],
    'text that is not UTF-8': [masked(0x81, Buffer.from([0xc3, 0x28])), 1007],
    'a binary message': [masked(0x82, '{}'), 1003],
    'a close frame of one byte': [masked(0x88, 'x'), 1002],
    'a close frame with a reserved code': [masked(0x88, Buffer.from([0x03, 0xed])), 1002],
    'text that is not JSON': [masked(0x81, '{'), 4400],
    'JSON that is too deep': [masked(0x81, '['.repeat(100)), 4400],
    'a reserved name': [masked(0x81, '{"type":"ping","__proto__":{}}'), 4400],
    'a message of no type': [masked(0x81, '{"type":"constructor"}'), 4400],
    'a call without an id': [masked(0x81, '{"type":"call","operation":"flights.get"}'), 4400],
    'a call with an id of the server': [masked(0x81, '{"type":"call","id":-1,"operation":"flights.get"}'), 4400],
    'a member too many': [masked(0x81, '{"type":"ping","more":1}'), 4400],
  };
  for (const [name, [frames, code]] of Object.entries(cases))
    test(name, async () => {
      const raw = await Raw.open(url);
      for (const each of [frames].flat()) raw.socket.write(each);
      assert.equal(await raw.closeCode(), code);
    });

  test('a message byte by byte, in fragments with a ping between, is understood', async () => {
    const raw = await Raw.open(url);
    const bytes = Buffer.concat([masked(0x01, '{"type":'), masked(0x89, 'between'), masked(0x00, ''), masked(0x80, '"ping"}')]);
    for (const byte of bytes) {
      raw.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (!raw.received.includes('"pong"')) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.ok(raw.received.includes(Buffer.from([0x8a, 7, ...Buffer.from('between')])));
    raw.socket.destroy();
  });

  test('handshakes that are none, of other sites, or too many, are refused with a problem document', async () => {
    const refused = async (headers: Readonly<Record<string, string>>, status: number, code: string, path?: string) => {
      const raw = await Raw.open(url, headers, path);
      await raw.ended;
      assert.equal(raw.status, status, raw.received.toString());
      assert.match(raw.received.toString(), new RegExp(`"code":"${code}"`));
    };
    await refused({ 'sec-websocket-version': '8' }, 426, 'WEBSOCKET_VERSION_UNSUPPORTED');
    await refused({ 'sec-websocket-key': 'short' }, 400, 'WEBSOCKET_HANDSHAKE_INVALID');
    await refused({ 'sec-websocket-protocol': 'graphql-ws' }, 400, 'WEBSOCKET_PROTOCOL_UNSUPPORTED');
    await refused({ origin: 'https://evil.example' }, 403, 'WEBSOCKET_ORIGIN_REFUSED');
    await refused({ origin: 'null' }, 403, 'WEBSOCKET_ORIGIN_REFUSED');
    await refused({ authorization: 'Bearer mallory' }, 401, 'CREDENTIALS_REFUSED');
    await refused({}, 404, 'ROUTE_UNKNOWN', '/other');
    for (const origin of ['https://shop.example', `http://${new URL(url).host}`]) {
      const raw = await Raw.open(url, { origin });
      assert.equal(raw.status, 101);
      raw.socket.destroy();
      await raw.ended;
    }
    // The server may learn a little later than its client that a socket is gone.
    const taken = () => until(() => Talk.open(url).catch(() => undefined), 'a socket is still refused after others went');
    const many = await Promise.all(Array.from({ length: 20 }, taken));
    await refused({}, 429, 'WEBSOCKET_CONNECTIONS_EXCEEDED');
    for (const each of many) await each?.close();
    await (await taken())?.close();
  });
});
