import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/advisor/check.ts';
import { choiceRules } from '../../src/advisor/choices/all.ts';
import { providerLimits } from '../../src/advisor/limits.ts';
import { linkRules } from '../../src/advisor/rules/all.ts';
import { topologyRules } from '../../src/advisor/rules/topology.ts';
import { mapOf } from './maps.ts';
import type { Link } from './maps.ts';
import { ruleCases } from './rule-cases.ts';

const idsOn = (links: readonly Link[]) => check(mapOf(links)).findings.map(({ rule }) => rule);

for (const [id, { fires, silent }] of Object.entries(ruleCases)) {
  test(`${id} fires`, () => {
    const found = check(mapOf(fires)).findings.find(({ rule }) => rule === id);
    assert.ok(found !== undefined, `found only ${idsOn(fires).join(', ')}`);
    for (const text of [found.title, found.why, found.change]) assert.ok(text.length > 10);
    assert.ok(found.sources.length > 0 && found.sources.every(({ url }) => url.startsWith('https://')));
  });
  test(`${id} stays silent`, () => {
    assert.ok(!idsOn(silent).includes(id));
  });
}

test('every rule has its two cases, and there are no others', () => {
  const ids = new Set([...linkRules, ...topologyRules, ...choiceRules].map(({ id }) => id));
  assert.deepEqual([...ids].sort(), Object.keys(ruleCases).sort());
  assert.ok(ids.size >= 40);
});

test('worse cases are errors', () => {
  const of = (links: readonly Link[], id: string) => check(mapOf(links)).findings.find(({ rule }) => rule === id)?.severity;
  assert.equal(of([{ needs: { processing: 40_000, edges: ['heroku'] } }], 'L03'), 'error');
  assert.equal(of([{ needs: { rate: 95, capacity: 100 } }], 'L25'), 'error');
  assert.equal(of(Array.from({ length: 5 }, (_, index) => ({ to: `s${index}`, needs: { responseUsed: false } })), 'L05'), 'error');
});

test('limits can be overridden', () => {
  const map = mapOf([{ needs: { processing: 20_000, edges: ['heroku'] } }]);
  const limits = { heroku: { ...providerLimits['heroku'], group: 'edge' as const, timeout: 90_000, source: 'our contract', checked: 'verified' as const } };
  assert.ok(check(map).findings.some(({ rule }) => rule === 'L03'));
  assert.ok(!check(map, { limits }).findings.some(({ rule }) => rule === 'L03'));
});

test('an accepted finding is told apart, with its reason, and only that one', () => {
  const report = check(mapOf([{ needs: { processing: 12_000, parallelCalls: 9 }, accepted: { L01: 'Only the nightly job calls it.' } }]));
  assert.deepEqual(report.findings.map(({ rule }) => rule), ['L08']);
  assert.deepEqual(report.suppressed.map(({ rule, reason }) => [rule, reason]), [['L01', 'Only the nightly job calls it.']]);
});

test('links without needs are left alone, whatever they are', () => {
  for (const method of ['rest', 'job', 'queue', 'grpc', 'websocket', 'pipeline']) assert.deepEqual(idsOn([{ method, contract: method === 'queue' ? 'told@1' : 'read@1' }]), []);
});

test('a circle of calls ends', () => {
  assert.deepEqual(idsOn([{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'a' }]), []);
  assert.deepEqual(idsOn([{ from: 'z', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'b' }]).filter((id) => id !== 'L06'), []);
});

test('any few of the cases together give the same report twice, and no failure', () => {
  const links = Object.values(ruleCases).flatMap(({ fires, silent }) => [...fires, ...silent]);
  fc.assert(fc.property(fc.array(fc.constantFrom(...links), { maxLength: 20 }), (some) => assert.deepEqual(check(mapOf(some)), check(mapOf(some)))), { numRuns: 50 });
});
