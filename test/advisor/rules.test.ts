import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../../src/advisor/check.ts';
import { choiceRules } from '../../src/advisor/choices/all.ts';
import { ruleIds } from '../../src/advisor/rule-ids.ts';
import { linkRules, mapRules } from '../../src/advisor/rules/all.ts';
import { anyNeeds } from './any-needs.ts';
import { mapOf, measurementsOf } from './maps.ts';
import type { Link } from './maps.ts';
import { ruleCases } from './rule-cases.ts';
import { variantCases } from './variant-cases.ts';
import { readLimits } from '../../src/advisor/limits.ts';

const findingsOn = (links: readonly Link[]) => check(mapOf(links), { measurements: measurementsOf(links) }).findings;
const idsOn = (links: readonly Link[]) => findingsOn(links).map(({ rule }) => rule);

for (const [id, { fires, silent }] of Object.entries(ruleCases)) {
  test(`${id} fires`, () => {
    const found = findingsOn(fires).find(({ rule }) => rule === id);
    assert.ok(found !== undefined, `found only ${idsOn(fires).join(', ')}`);
    for (const text of [found.title, found.why, found.change]) assert.ok(text.length > 10);
    assert.ok(found.sources.length > 0 && found.sources.every(({ url }) => url.startsWith('https://')));
  });
  test(`${id} stays silent`, () => {
    assert.ok(!idsOn(silent).includes(id));
  });
}

for (const { rule, name, fires, silent } of variantCases) {
  test(`${rule}: ${name}`, () => {
    assert.ok(idsOn(fires).includes(rule), `found only ${idsOn(fires).join(', ')}`);
    assert.ok(!idsOn(silent).includes(rule));
  });
}

test('what is told once for a client is told once', () => {
  assert.deepEqual(idsOn([{ from: 'web' }, { from: 'web', to: 'c' }, { from: 'phone' }]), ['A12', 'A12']);
});

test('an acceptance needs a rule and a reason, and goes when nothing needs it', () => {
  const accepting = (accepted: Link['accepted'], needs: Link['needs'] = {}) => check(mapOf([{ needs, accepted: accepted ?? {} }]));
  assert.throws(() => accepting({ L99: 'because' }), { code: 'ACCEPTANCE_INVALID' });
  assert.throws(() => accepting({ L01: ' ' }), { code: 'ACCEPTANCE_INVALID' });
  const [stale] = accepting({ L01: 'Only at night.' }).findings;
  assert.deepEqual([stale?.rule, stale?.severity], ['stale', 'note']);
  assert.deepEqual(accepting({ L01: 'Only at night.' }, { processing: 12_000 }).findings, []);
});

test('who has a queue is not told to put one between', () => {
  const changes = (['rest', 'queue'] as const).map((method) => findingsOn([{ method, contract: method === 'rest' ? 'read@1' : 'told@1', measured: { retryShare: 0.5 } }]).find(({ rule }) => rule === 'L10')?.change ?? '');
  assert.deepEqual(changes.map((change) => change.includes('queue')), [true, false]);
});

test('some more attempts than usual stop no build; many, or of what was rejected, do', () => {
  const severities = [{ attempts: 5 }, { attempts: 8 }, { attempts: 12 }, { attempts: 8, retryRejected: true }].map((options) => findingsOn([{ method: 'queue', contract: 'told@1', options }]).find(({ rule }) => rule === 'L29')?.severity);
  assert.deepEqual(severities, [undefined, 'note', 'warning', 'error']);
});

test('limits are numbers with a source and a date, or refused', () => {
  for (const limits of [{ nginx: { timeout: '90s' } }, { nginx: { timeout: 'long', source: 'x', date: '2026-11' } }, { ours: { timeout: '5s', source: 'x', date: '2026-11' } }, { nginx: { timout: 1, source: 'x', date: '2026-11' } }, []]) {
    assert.throws(() => readLimits(limits), { code: 'LIMITS_INVALID' });
  }
  const ours = readLimits({ ours: { group: 'edge', timeout: '5s', source: 'our contract', date: '2026-11-24' }, sqs: { message: '256KiB', source: 'our account', date: '2026-11' } });
  assert.deepEqual(ours['ours'], { group: 'edge', timeout: 5_000, source: 'our contract', date: '2026-11-24', checked: 'verified' });
  assert.deepEqual([ours['sqs']?.message, ours['sqs']?.leaseMaximum], [262_144, 43_200_000]);
});

test('every rule has its two cases, and there are no others', () => {
  const ids = new Set([...linkRules, ...mapRules, ...choiceRules].map(({ id }) => id));
  assert.deepEqual([...ids].sort(), Object.keys(ruleCases).sort());
  assert.deepEqual([...ids].sort(), [...ruleIds].sort());
});

test('worse cases are errors', () => {
  const of = (links: readonly Link[], id: string) => check(mapOf(links)).findings.find(({ rule }) => rule === id)?.severity;
  assert.equal(of([{ needs: { processing: 40_000, edges: ['heroku'] } }], 'L03'), 'error');
  assert.equal(of([{ needs: { rate: 95, capacity: 100 } }], 'L25'), 'error');
  assert.equal(of(Array.from({ length: 5 }, (_, index) => ({ to: `s${index}`, needs: { responseUsed: false } })), 'L05'), 'error');
});

test('limits can be overridden', () => {
  const map = mapOf([{ needs: { processing: 20_000, edges: ['heroku'] } }]);
  const limits = { heroku: { timeout: '90s', source: 'our contract', date: '2026-11-01' } } as const;
  assert.ok(check(map).findings.some(({ rule }) => rule === 'L03'));
  assert.ok(!check(map, { limits }).findings.some(({ rule }) => rule === 'L03'));
});

test('the code of a finding keeps what the link says', () => {
  const codeOn = (link: Link) => check(mapOf([link])).findings[0]?.code;
  assert.ok(codeOn({ options: { method: 'PUT', path: '/exports' }, needs: { processing: 12_000 } })?.startsWith("via: rest({ method: 'PUT', path: '/exports', respond: 'job' })"));
  assert.match(codeOn({ needs: { failsWithReceiver: true, responseUsed: false } }) ?? '', /^via: queue\(.*an event takes the place/);
  assert.equal(codeOn({ method: 'queue', contract: 'keyed@1', needs: { replay: true, order: 'key' } }), "via: stream({ order: 'key', partitions: 8, retention: '30d' })");
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

const anyLink = fc.record({
  method: fc.constantFrom('rest', 'queue', 'stream', 'job', 'grpc', 'graphql', 'websocket', 'webhook', 'pipeline', 'bff'), contract: fc.constantFrom('read@1', 'write@1', 'told@1', 'keyed@1'),
  from: fc.constantFrom('a', 'web', 'saas', 'github'), engine: fc.constantFrom('embedded', 'memory', 'kinesis', 'pubsub', 'sqs'), needs: anyNeeds, options: fc.constantFrom({}, { partitions: 2, retention: 60_000 }, { attempts: 9, order: 'global' }),
});

test('whatever a link needs, what is said of it is a whole sentence', () => {
  fc.assert(
    fc.property(fc.array(anyLink, { maxLength: 4 }), (links) => {
      for (const { rule, why, change, title } of check(mapOf(links as readonly Link[])).findings) {
        for (const text of [why, change, title]) assert.ok(text.length > 5 && !/undefined|NaN|\[object|Infinity/.test(text), `${rule}: ${text}`);
      }
    }),
  );
});
