import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { LinkDeclaration } from 'isthmus';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { advise } from '../../src/advisor/advise.ts';
import { impliedFacts } from '../../src/advisor/facts.ts';
import { rank } from '../../src/advisor/rank.ts';
import { readNeeds } from '../../src/advisor/read-needs.ts';
import type { Needs, NeedsGiven } from '../../src/kernel/needs.ts';
import { needFields } from '../../src/kernel/needs.ts';
import { readFields } from '../../src/kernel/options.ts';
import type { Fault } from '../../src/kernel/options.ts';
import { otherReadings } from './scenarios-readings.ts';
import { sparse } from './scenarios-sparse.ts';
import { systems } from './scenarios-systems.ts';
import { trade } from './scenarios-trade.ts';
import { invented, published } from './scenarios.ts';

function needsOf(given: NeedsGiven): Partial<Needs> {
  const faults: Fault[] = [];
  const needs = readFields(needFields, given, 'needs', faults);
  assert.deepEqual(faults, []);
  return needs ?? {};
}

const situations = [...published, ...invented, ...otherReadings, ...trade, ...systems, ...sparse];
for (const { situation, needs, answers, companion } of situations) {
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
      const [first] = rank(impliedFacts({ needs: needsOf({ ...needs, ...aside }) }), { guesses: true });
      assert.ok(first !== undefined && answers.includes(first.choice), `${situation} with ${JSON.stringify(aside)}: ${first?.choice}`);
    }
  }
});

test('the answer hangs on what is said, not on the order in which it is said', () => {
  for (const { needs } of situations) {
    const turned = Object.fromEntries(Object.entries(needs).reverse()) as NeedsGiven;
    assert.deepEqual(advise({ needs: needsOf(turned) }).ranking, advise({ needs: needsOf(needs) }).ranking);
  }
});

test('each change that is told does what it says, and is one need', () => {
  for (const { needs } of situations) {
    const given = needsOf(needs);
    const advice = advise({ needs: given });
    for (const { need, value, choice, now } of advice.changes) {
      assert.equal(advise({ needs: { ...given, [need]: value } }).ranking[0]?.choice, choice, `${JSON.stringify(needs)} with ${need}: ${value}`);
      assert.deepEqual(now, given[need]);
      assert.notEqual(choice, advice.ranking[0]?.choice);
    }
  }
});

test('published situations contain no contradiction', () => {
  for (const { situation, needs } of situations) assert.deepEqual(advise({ needs: needsOf(needs) }).conflicts, [], situation);
});

test('needs that contradict each other are told, with what each reading would lead to, and nothing is guessed', () => {
  const { ranking, conflicts, code, engines } = advise({ needs: needsOf({ reply: 'none', replyWithin: '1s' }) });
  assert.deepEqual([ranking, code, engines], [[], undefined, []]);
  assert.deepEqual(conflicts.map(({ needs, readings }) => [needs, readings.map(({ choice }) => choice)]), [[['reply', 'replyWithin'], ['rest', 'queue']]]);
});

test('a contradiction on which nothing hangs is told beside the answer', () => {
  const { ranking, conflicts } = advise({ needs: needsOf({ reply: 'now', rate: 50, burst: 10 }) });
  assert.equal(ranking[0]?.choice, 'rest');
  assert.equal(conflicts.length, 1);
});

test('engines: one process needs no server, several do, and what is at hand comes first', () => {
  const enginesFor = (needs: NeedsGiven) => advise({ needs: needsOf(needs) }).engines.map(({ engine }) => engine);
  assert.equal(enginesFor({ reply: 'none' })[0], 'embedded');
  assert.ok(!enginesFor({ reply: 'none', servers: 3 }).includes('embedded'));
  assert.equal(enginesFor({ reply: 'none', servers: 3 })[0], 'rabbitmq');
  assert.equal(enginesFor({ reply: 'none', servers: 3, enginesAtHand: ['postgres'] })[0], 'postgres');
  assert.equal(enginesFor({ reply: 'none', servers: 3, cloud: 'aws' })[0], 'sqs');
  assert.equal(enginesFor({ reply: 'none', servers: 3, cloud: 'google', explicitInvocation: true })[0], 'cloud-tasks');
  assert.equal(enginesFor({ independentReceivers: 3, replay: true, polyglot: true })[0], 'kafka');
  assert.ok(!enginesFor({ independentReceivers: 3, replay: true, cloud: 'aws', servers: 2 }).includes('sqs'));
  assert.deepEqual(enginesFor({ reply: 'now' }), []);
  const [sqs] = advise({ needs: needsOf({ reply: 'none', servers: 3, cloud: 'aws', payload: '2MiB', order: 'key', rate: 2_900, receivers: 1 }) }).engines;
  assert.equal(sqs?.cautions.length, 2);
});

test('needs are read by the schema alone, and what does not fit is named', () => {
  assert.deepEqual(readNeeds({ processing: '2s', payload: '64KiB' }), { processing: 2_000, payload: 65_536 });
  for (const [given, part] of [[{ procesing: 1 }, 'did you mean "processing"'], [{ processing: '2 s' }, '"5s"'], [{ reply: 'immediate' }, '"none", "later", "now"'], [{ rate: '5/s' }, 'rate'], ['text', 'object'], [{ needs: 'external client' }, 'needs']] as const) {
    assert.throws(() => readNeeds(given), (error: Error & { code?: string }) => error.code === 'NEEDS_INVALID' && error.message.includes(part), String(part));
  }
});

const names = { rest, queue, stream, job, link: (declared: unknown) => declared, sender: 'web', receiver: 'here', first: 'here', second: 'there', somethingHappened: event('it.happened', { data: z.object({ id: z.string() }), key: 'id' }) };

test('the code to paste builds an app, for every way that is carried', () => {
  const seen = new Set<string>();
  for (const { needs, situation } of situations) {
    const { code = '', ranking: [first] } = advise({ needs: needsOf(needs) });
    if (code.includes('undefined') || code.length === 0) assert.fail(situation);
    if (first === undefined || code.startsWith('//') && !code.includes('link({')) continue;
    seen.add(first.choice);
    const doSomething = operation('do.it', { input: z.object({}), output: z.object({}), effect: code.includes("'GET'") ? 'read' : 'write' });
    const build = new Function(...Object.keys(names), 'doSomething', `return [${code.replaceAll('/…', '/x')}]`) as (...each: unknown[]) => LinkDeclaration[];
    const links = build(...Object.values(names), doSomething);
    if (first.choice === 'job') links.push(link({ from: 'web', to: 'here', contract: doSomething, via: job() }));
    const services = ['here', 'there'].map((name) => service(name, [handle(doSomething, () => ({})), handle(names.somethingHappened, () => {})]));
    const app = integration({ name: 'pasted', engine: memory(), services, parties: [party('web', { kind: 'browser' })], links, http: false, log: silentLog });
    assert.equal(app.map.links[0]?.name.length !== 0, true);
  }
  assert.ok(seen.size >= 5, [...seen].join());
});
