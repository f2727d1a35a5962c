import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNeeds } from 'isthmus/advisor';
import type { Choice } from 'isthmus/advisor';
import { choiceRules } from '../../src/advisor/choices/all.ts';
import { impliedFacts } from '../../src/advisor/facts.ts';
import { rank } from '../../src/advisor/rank.ts';
import type { NeedsGiven } from '../../src/kernel/needs.ts';
import { situations } from './situations.ts';

/** The whole order of what is worth a thought, not only the first. */
const orders: ReadonlyArray<readonly [NeedsGiven, readonly Choice[]]> = [
  [{ reply: 'now', client: 'service', external: false }, ['rest', 'grpc']],
  [{ reply: 'now', client: 'browser' }, ['rest', 'graphql']],
  [{ direction: 'server-to-client', client: 'service', external: false, streaming: true }, ['grpc', 'publish-subscribe']],
  [{ directHosts: 5, external: true }, ['gateway', 'rest']],
  [{ reply: 'now', client: 'phone', usedShare: 0.1 }, ['graphql', 'rest', 'bff']],
  [{ reply: 'later' }, ['job']],
  [{ crud: true, usedShare: 0.1, client: 'phone' }, ['rest']],
  [{ crud: true, external: true, internalServices: 8, clientKinds: 2, callerTimeout: '5s' }, ['gateway', 'rest']],
  [{ pollInterval: '2s', changedShare: 0.02, client: 'service' }, ['publish-subscribe', 'webhook']],
  [{ reply: 'none', filtered: true, receivers: 1 }, ['publish-subscribe', 'queue', 'stream']],
  [{ burst: 1_000, capacity: 10, processing: '1s', direction: 'one-way', startedBy: 'us' }, ['queue', 'stream']],
  [{ reply: 'later', burst: 1_000, capacity: 10 }, ['job', 'queue', 'stream']],
  [{ reply: 'none', crossOrganisation: true }, ['webhook', 'queue', 'stream']],
  [{ sourceLogOnly: true, freshness: '1d' }, ['pipeline', 'cdc']],
  [{ volume: 'bulk', freshness: '30s' }, ['stream', 'cdc', 'pipeline']],
  [{ startedBy: 'third-party', partnerPushes: true, rate: 500, filtered: true }, ['webhook', 'publish-subscribe']],
  [{ external: true, internalServices: 8 }, ['gateway', 'rest']],
  [{ external: true, internalServices: 8, clientKinds: 3, reply: 'now' }, ['gateway', 'rest']],
  [{ direction: 'both-ways', updateGap: '10s', client: 'browser' }, ['websocket', 'rest']],
];

const ranked = (needs: NeedsGiven) => rank(impliedFacts({ needs: readNeeds(needs) }), { guesses: true });

for (const [needs, expected] of orders) {
  test(`order: ${JSON.stringify(needs)}`, () => {
    assert.deepEqual(ranked(needs).map(({ choice }) => choice), expected);
  });
}

test('every reason to choose speaks in some situation and is silent in another', () => {
  const all = [...situations.map(({ needs }) => needs), ...orders.map(([needs]) => needs)].map((needs) => new Set(ranked(needs).flatMap(({ reasons }) => reasons.map(({ rule, title }) => `${rule} ${title}`))));
  for (const { id, title } of choiceRules) {
    const spoken = all.filter((reasons) => reasons.has(`${id} ${title}`)).length;
    assert.ok(spoken > 0 && spoken < all.length, `${id} ${title}: ${spoken} of ${all.length}`);
  }
});
