import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IsthmusError } from 'isthmus';
import { FrameFault } from '../../../src/synchronous/websocket/frames/fault.ts';
import { FrameReader } from '../../../src/synchronous/websocket/frames/reader.ts';
import { readClientFrame } from '../../../src/synchronous/websocket/protocol/read.ts';
import { masked } from './raw.ts';

function reader(limit = 1_000_000) {
  const messages: Array<{ readonly payload: string; readonly binary: boolean }> = [];
  const controls: string[] = [];
  const made = new FrameReader({
    message: (payload, binary) => messages.push({ payload: payload.toString('hex'), binary }),
    ping: (payload) => controls.push(`ping ${payload.toString('hex')}`),
    pong: () => controls.push('pong'),
    close: (code, reason) => controls.push(`close ${code} ${reason}`),
  }, limit);
  return { made, messages, controls };
}

function pushCut(made: FrameReader, bytes: Buffer, cuts: readonly number[]): void {
  let at = 0;
  for (const cut of [...cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    if (cut > at) made.push(Buffer.from(bytes.subarray(at, cut)));
    at = Math.max(at, cut);
  }
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

test('however messages are fragmented, masked and cut into pieces, they come out as they went in', () => {
  const message = fc.record({ pieces: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), pings: fc.array(fc.uint8Array({ maxLength: 125 }), { maxLength: 2 }), mask: fc.uint8Array({ minLength: 4, maxLength: 4 }) });
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), cuts, (all, where) => {
    const frames = all.flatMap(({ pieces, pings, mask }) => pieces.flatMap((piece, at) => [
      masked((at === pieces.length - 1 ? 0x80 : 0) | (at === 0 ? 0x2 : 0), piece, mask), ...(at < pieces.length - 1 ? pings.map((ping) => masked(0x89, ping, mask)) : []),
    ]));
    const { made, messages, controls } = reader();
    pushCut(made, Buffer.concat(frames), where);
    assert.deepEqual(messages, all.map(({ pieces }) => ({ payload: Buffer.concat(pieces).toString('hex'), binary: true })));
    assert.equal(controls.length, all.reduce((sum, { pieces, pings }) => sum + (pieces.length - 1) * pings.length, 0));
  }));
});

test('a message of 70,000 bytes is read', () => {
  const { made, messages } = reader();
  pushCut(made, masked(0x82, Buffer.alloc(70_000, 7)), [5, 9, 1_000, 65_536]);
  assert.equal(messages[0]?.payload, '07'.repeat(70_000));
});

test('any bytes are read or refused by a close code, never by another error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (bytes, where) => {
    try {
      pushCut(reader(200).made, Buffer.from(bytes), where);
    } catch (error) {
      assert.ok(error instanceof FrameFault && [1002, 1007, 1009].includes(error.code), String(error));
    }
  }));
});

test('any JSON is a message of the sub-protocol or refused as the fault of the client', () => {
  const nearly = fc.record({ type: fc.constantFrom('call', 'item', 'end', 'credit', 'cancel', 'result', 'error', 'subscribe', 'join', 'tell', 'authenticate', 'ping', 'toString'), id: fc.oneof(fc.integer(), fc.jsonValue()), operation: fc.jsonValue(), event: fc.jsonValue(), room: fc.jsonValue(), data: fc.jsonValue() }, { requiredKeys: ['type'] });
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
    try {
      const frame = readClientFrame(Buffer.from(JSON.stringify(value)), 16);
      assert.ok(!('id' in frame) || Number.isSafeInteger(frame.id));
    } catch (error) {
      assert.ok(error instanceof IsthmusError && error.category === 'invalid', String(error));
    }
  }));
});
