import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IsthmusError } from '../../src/kernel/error.ts';
import type { QueueMessage } from '../../src/kernel/message.ts';
import { decodeMessage, encodeMessage, encodedLength, maximumEncodedSize } from '../../src/kernel/message-codec.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });
const time = fc.integer({ min: 1, max: 8_640_000_000_000_000 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const wellFormed = text.map((value) => value.toWellFormed());

const messages: fc.Arbitrary<QueueMessage> = fc.record({
  id: wellFormed, source: wellFormed, type: wellFormed, time,
  subject: optional(wellFormed), dataschema: optional(wellFormed), datacontenttype: optional(wellFormed), key: optional(wellFormed),
  traceparent: optional(wellFormed), tracestate: optional(wellFormed), expiresAt: optional(time), notBefore: optional(time),
  priority: fc.integer({ min: 0, max: 9 }), deduplicationId: optional(wellFormed),
  extensions: optional(fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,20}$/), wellFormed, { maxKeys: 5 })),
  data: fc.uint8Array({ maxLength: 300 }),
});

function plain(message: QueueMessage): QueueMessage {
  const { id, source, type, time: at, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, notBefore, priority, deduplicationId, extensions, data } = message;
  const some = extensions !== undefined && Object.keys(extensions).length > 0 ? { ...extensions } : undefined;
  return { id, source, type, time: at, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, notBefore, priority, deduplicationId, extensions: some, data: new Uint8Array(data) };
}

test('a message is read back as it was written', () => {
  fc.assert(fc.property(messages, (message) => {
    const bytes = encodeMessage(message);
    assert.ok(bytes.length <= maximumEncodedSize(message));
    assert.deepEqual(plain(decodeMessage(bytes)), plain(message));
  }));
});

test('messages one after the other are found by their lengths', () => {
  fc.assert(fc.property(fc.array(messages, { minLength: 1, maxLength: 5 }), (all) => {
    const bytes = Buffer.concat(all.map(encodeMessage));
    let at = 0;
    for (const message of all) {
      assert.equal(decodeMessage(bytes, at).id, message.id);
      at += encodedLength(bytes, at);
    }
    assert.equal(at, bytes.length);
  }));
});

test('cut or changed bytes give an error with a code, or a message, and nothing else', () => {
  fc.assert(fc.property(messages, fc.nat(), fc.nat(255), fc.boolean(), (message, place, value, cut) => {
    const whole = encodeMessage(message);
    const at = place % whole.length;
    const damaged = cut ? whole.subarray(0, at) : Buffer.from(whole);
    if (!cut) damaged[at] = value;
    try {
      plain(decodeMessage(damaged));
    } catch (error) {
      assert.ok(error instanceof IsthmusError && error.code === 'MESSAGE_MALFORMED', String(error));
    }
  }), { numRuns: 500 });
});

test('an attribute that does not fit is refused', () => {
  const message: QueueMessage = { id: 'x'.repeat(70_000), source: '/a', type: 'b', time: 1, data: new Uint8Array() };
  assert.throws(() => encodeMessage(message), { code: 'MESSAGE_MALFORMED' });
});
