import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise, check, readNeeds } from 'isthmus/advisor';
import type { Choice } from 'isthmus/advisor';
import { impliedFacts } from '../../src/advisor/facts.ts';
import { rank } from '../../src/advisor/rank.ts';
import type { Needs, NeedsGiven } from '../../src/kernel/needs.ts';
import { mapOf } from './maps.ts';
import type { Link } from './maps.ts';
import { situations } from './situations.ts';

/** What people add although it decides nothing. */
const asides: readonly NeedsGiven[] = [
  { payload: '1KB' }, { availability: 0.999 }, { objective: 0.9 }, { cloud: 'aws' }, { enginesAtHand: ['postgres'] }, { edges: ['nginx'] }, { servers: 2 }, { order: 'none' },
  { loss: 'acceptable' }, { duplicates: 'acceptable' }, { atomicTransaction: false }, { replay: false }, { receiversGrow: false }, { encrypted: true }, { usesOutbox: false },
  { partnerFilesOnly: false }, { sourceLogOnly: false }, { deletesSeen: false }, { nestedReads: false }, { crud: false }, { explicitInvocation: false }, { consumers: 4 }, { callerTimeout: '1h' },
];

test('what decides nothing changes no answer', () => {
  for (const { situation, needs, answers } of situations) {
    for (const aside of asides) {
      if (Object.keys(aside).some((name) => name in needs)) continue;
      const [first] = rank(impliedFacts({ needs: readNeeds({ ...needs, ...aside }) }), { guesses: true });
      assert.ok(first !== undefined && answers.includes(first.choice), `${situation} with ${JSON.stringify(aside)}: ${first?.choice}`);
    }
  }
});

test('the answer hangs on what is said, not on the order in which it is said', () => {
  for (const { needs } of situations) {
    const turned = Object.fromEntries(Object.entries(needs).reverse()) as NeedsGiven;
    const [one, other] = [turned, needs].map((each) => rank(impliedFacts({ needs: readNeeds(each) }), { guesses: true }));
    assert.deepEqual(one, other);
  }
});

test('each change that is told does what it says, and is one need', () => {
  for (const { needs } of situations) {
    const given = readNeeds(needs);
    const advice = advise({ needs: given });
    for (const { need, value, choice, now } of advice.changes) {
      assert.equal(rank(impliedFacts({ needs: { ...given, [need]: value } }), { guesses: true })[0]?.choice, choice, `${JSON.stringify(needs)} with ${need}: ${value}`);
      assert.deepEqual(now, given[need]);
      assert.notEqual(choice, advice.ranking[0]?.choice);
    }
  }
});

test('published situations contain no contradiction', () => {
  for (const { situation, needs } of situations) assert.deepEqual(advise({ needs: readNeeds(needs) }).conflicts, [], situation);
});

const clients: Readonly<Record<string, string>> = { browser: 'web', phone: 'phone', partner: 'partner', device: 'device', person: 'person', service: 'a' };
const told: ReadonlySet<string> = new Set(['queue', 'stream', 'cdc', 'sse', 'websocket']);

/** The link that follows an advice: its method, the needs as they were said. */
function followed(choice: Choice, needs: Partial<Needs>): Link {
  const method = choice === 'publish-subscribe' ? 'stream' : choice === 'gateway' ? 'rest' : choice;
  const readers = method === 'stream' ? Math.min(5, Math.max(needs.receivers ?? 1, needs.independentReceivers ?? 1)) : 1;
  const contract = told.has(method) && needs.reply === undefined || method === 'queue' || method === 'stream' ? (needs.order === 'key' ? 'keyed@1' : 'told@1') : method === 'webhook' ? 'write@1' : 'read@1';
  const from = needs.client === undefined ? (needs.external === true ? 'web' : needs.startedBy === 'third-party' ? 'saas' : 'a') : (clients[needs.client] ?? 'a');
  return { method, contract, from, to: Array.from({ length: readers }, (_, index) => `r${index}`), needs, policies: { rateLimit: { limit: 100, window: 1_000, per: 'link' } } };
}

test('who follows the advice is not told by check to do something else', () => {
  for (const { situation, needs } of situations) {
    const read = readNeeds(needs);
    const [first] = advise({ needs: read }).ranking;
    if (first === undefined) continue;
    const { findings } = check(mapOf([followed(first.choice, read)]));
    const against = findings.filter(({ severity, recommends }) => severity !== 'note' && recommends.length > 0 && !recommends.includes(first.choice));
    assert.deepEqual(against.map(({ rule, why }) => `${rule}: ${why}`), [], `${situation}: ${first.choice}`);
  }
});
