import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BatchDecoder, decodeBatch } from '../../../src/engines/embedded/codec/decoder.ts';
import { BatchEncoder } from '../../../src/engines/embedded/codec/encoder.ts';
import { hashKey } from '../../../src/engines/embedded/codec/hash.ts';
import { IsthmusError } from '../../../src/kernel/error.ts';
import { TextMessage } from '../../../src/kernel/message.ts';
import type { QueueMessage } from '../../../src/kernel/message.ts';
import { said } from './setup.ts';

const word = fc.string({ unit: 'grapheme', maxLength: 300 });
const instant = fc.double({ noNaN: true });
const messages = fc.array(
  fc.record(
    {
      id: word, source: word, type: fc.constantFrom('a', 'b', 'flights.delayed'), time: instant, data: fc.uint8Array({ maxLength: 400 }),
      subject: word, dataschema: word, datacontenttype: word, key: word, traceparent: word, tracestate: word, expiresAt: instant,
      extensions: fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,20}$/), word, { noNullPrototype: true }), notBefore: instant, deduplicationId: word, priority: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: ['id', 'source', 'type', 'time', 'data'], noNullPrototype: true },
  ),
  { maxLength: 30 },
);

function encode(list: readonly QueueMessage[]): Uint8Array {
  const encoder = new BatchEncoder(64);
  for (const message of list) encoder.append(message, message.key === undefined ? 0 : hashKey(message.key));
  assert.equal(encoder.count, list.length);
  return encoder.finish();
}

test('what is encoded is decoded alike', () => {
  fc.assert(fc.property(messages, (list) => {
    assert.deepEqual(decodeBatch(encode(list)).map(said), list);
  }));
});

test('a body that is text is kept as text, and any other byte by byte', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
    const message = Object.assign(new TextMessage('1', '/s', 't', 1), { text, size: Buffer.byteLength(text) });
    const [decoded] = decodeBatch(encode([message]));
    assert.ok(decoded !== undefined);
    assert.deepEqual(Buffer.from(decoded.data), Buffer.from(text));
    assert.equal(decoded instanceof TextMessage && decoded.text === text, !text.includes('\uFFFD'));
  }));
});

test('records may be skipped without decoding them', () => {
  fc.assert(fc.property(messages, fc.integer({ min: 0, max: 29 }), (list, wanted) => {
    const decoder = new BatchDecoder(encode(list));
    while (decoder.next()) if (decoder.index === wanted) assert.deepEqual(said(decoder.message()), list[wanted]);
    assert.equal(decoder.index, list.length - 1);
  }));
});

test('more kinds than a batch can share are kept apart', () => {
  const list = Array.from({ length: 600 }, (_, index) => ({ id: `${index}`, source: `/s${index % 300}`, type: 't', time: index, data: new Uint8Array([index & 255]) }));
  assert.deepEqual(decodeBatch(encode(list)).map(said), list);
});

test('a cut or changed batch gives a coded error or messages, never anything else', () => {
  fc.assert(fc.property(messages, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (list, place, value, cut) => {
    const bytes = encode(list).slice();
    const at = place % bytes.length;
    if (!cut) bytes[at] = value;
    try {
      decodeBatch(cut ? bytes.subarray(0, at) : bytes);
    } catch (error) {
      assert.ok(error instanceof IsthmusError && error.code === 'MESSAGE_MALFORMED', String(error));
    }
  }), { numRuns: 500 });
});

test('the hash of a key never changes, because stored keys depend on it', () => {
  assert.deepEqual(['', 'a', 'passenger-17', 'Zürich', '東京'].map(hashKey), [2872998923, 444641715, 4056478300, 2908468631, 1354228455]);
});
