import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { senderOf } from '../../../src/asynchronous/webhook/addresses.ts';
import { Fingerprint, Remembered } from '../../../src/asynchronous/webhook/remembered.ts';

test('names are remembered for their time, whatever comes between', () => {
  fc.assert(fc.property(fc.array(fc.record({ name: fc.nat(400), pause: fc.nat(20) }), { maxLength: 4_000, size: 'max' }), (steps) => {
    const remembered = new Remembered(100_000);
    const untils = new Map<number, number>();
    let now = 0;
    for (const { name, pause } of steps) {
      now += pause;
      const known = (untils.get(name) ?? -1) > now;
      // What is forgotten as a whole may be known a little longer, and never shorter.
      if (known) assert.equal(remembered.has(Fingerprint.of(String(name)), now), true);
      if (!untils.has(name)) assert.equal(remembered.has(Fingerprint.of(String(name)), now), false);
      assert.equal(remembered.add(Fingerprint.of(String(name)), now + 1_000, now), false);
      untils.set(name, now + 1_000);
    }
  }), { numRuns: 30 });
});

test('beyond what may be remembered the oldest goes first, and that is told', () => {
  const remembered = new Remembered(5_000);
  let early = false;
  for (let name = 0; name < 20_000; name += 1) early = remembered.add(Fingerprint.of(String(name)), 1e9, name) || early;
  assert.equal(early, true);
  assert.equal(remembered.has(Fingerprint.of('19999'), 0), true);
  assert.equal(remembered.has(Fingerprint.of('0'), 0), false);
});

test('what is recalled at a start, the latest first, is forgotten from its oldest on', () => {
  const remembered = new Remembered(6_000);
  for (let name = 5_999; name >= 0; name -= 1) remembered.recall(Fingerprint.of(String(name)), 1e6 + name);
  remembered.recalled();
  for (let name = 6_000; name < 9_000; name += 1) remembered.add(Fingerprint.of(String(name)), 1e6 + name, 0);
  assert.deepEqual([remembered.has(Fingerprint.of('0'), 0), remembered.has(Fingerprint.of('5999'), 0), remembered.has(Fingerprint.of('8999'), 0)], [false, true, true]);
});

test('one sender is an address, or the network of an IPv6 address', () => {
  assert.equal(senderOf('203.0.113.7'), '203.0.113.7');
  const same = ['2001:db8:0:1::1', '2001:0db8::1:ffff:ffff:ffff:ffff', '2001:DB8:0:1:abcd::'];
  assert.deepEqual(same.map(senderOf), ['2001:db8:0:1', '2001:db8:0:1', '2001:db8:0:1']);
  assert.notEqual(senderOf('2001:db8:0:2::1'), '2001:db8:0:1');
  assert.equal(senderOf('::1'), '0:0:0:0');
});
