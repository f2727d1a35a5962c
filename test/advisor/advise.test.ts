import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advise } from '../../src/advisor/advise.ts';
import type { Needs, NeedsGiven } from '../../src/kernel/needs.ts';
import { needFields } from '../../src/kernel/needs.ts';
import { readFields } from '../../src/kernel/options.ts';
import type { Fault } from '../../src/kernel/options.ts';
import { otherReadings } from './scenarios-readings.ts';
import { systems } from './scenarios-systems.ts';
import { trade } from './scenarios-trade.ts';
import { invented, published } from './scenarios.ts';

function needsOf(given: NeedsGiven): Partial<Needs> {
  const faults: Fault[] = [];
  const needs = readFields(needFields, given, 'needs', faults);
  assert.deepEqual(faults, []);
  return needs ?? {};
}

for (const { situation, needs, answers, companion } of [...published, ...invented, ...otherReadings, ...trade, ...systems]) {
  test(`advice: ${situation}`, () => {
    const advice = advise({ needs: needsOf(needs) });
    const first = advice.ranking[0];
    assert.ok(first !== undefined && answers.includes(first.choice), `${first?.choice}, expected ${answers.join(' or ')}`);
    if (companion !== undefined) assert.ok(advice.companions.some(({ name }) => name === companion), companion);
  });
}

test('nothing said, nothing advised', () => {
  assert.deepEqual(advise({ needs: {} }).ranking, []);
});

test('a change of one need changes the answer, and the advice says so', () => {
  const { changes } = advise({ needs: needsOf({ reply: 'none', receivers: 1 }) });
  assert.ok(changes.some(({ choice }) => choice === 'stream'));
  assert.ok(changes.every(({ choice }) => choice !== 'queue'));
});

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(), integer: fc.nat(1_000_000), number: fc.nat({ max: 1 }), array: fc.constant(['nginx']),
};
const anyNeeds = fc.record(
  Object.fromEntries(Object.entries(needFields).map(([name, { schema }]) => {
    const { enum: words, type } = schema as { readonly enum?: readonly string[]; readonly type?: string };
    return [name, words === undefined ? (values[type ?? ''] ?? fc.nat()) : fc.constantFrom(...words)];
  })),
  { requiredKeys: [] },
);

test('whatever is needed, each way has reasons with known sources', () => {
  fc.assert(
    fc.property(anyNeeds, (needs) => {
      for (const { reasons, weight } of advise({ needs: needs as Partial<Needs> }).ranking) {
        assert.ok(weight > 0 && reasons.length > 0);
        for (const { why, sources } of reasons) assert.ok(why.length > 0 && sources.length > 0 && sources.every(({ url }) => url.startsWith('https://')));
      }
    }),
  );
});
