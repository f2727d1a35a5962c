import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advise, readNeeds } from 'isthmus/advisor';
import type { Needs, NeedsGiven } from '../../src/kernel/needs.ts';
import { anyNeeds } from './any-needs.ts';
import { situations } from './situations.ts';

for (const { situation, needs, answers, companion } of situations) {
  test(`advice: ${situation}`, () => {
    const advice = advise({ needs: readNeeds(needs) });
    const first = advice.ranking[0];
    assert.ok(first !== undefined && answers.includes(first.choice), `${first?.choice}, expected ${answers.join(' or ')}`);
    if (companion !== undefined) assert.ok(advice.companions.some(({ name }) => name === companion), companion);
  });
}

test('a door is for those who come in, not for what we fetch', () => {
  const doors = (startedBy: 'us' | 'client') => advise({ needs: readNeeds({ client: 'partner', crossOrganisation: true, reply: 'now', startedBy }) }).companions.filter(({ name }) => name === 'API gateway').length;
  assert.deepEqual([doors('client'), doors('us')], [1, 0]);
});

test('nothing said, nothing advised', () => {
  assert.deepEqual(advise({ needs: {} }).ranking, []);
});

test('a change of one need changes the answer, and the advice says so', () => {
  const { changes } = advise({ needs: readNeeds({ reply: 'none', receivers: 1 }) });
  assert.ok(changes.some(({ choice }) => choice === 'stream'));
  assert.ok(changes.every(({ choice }) => choice !== 'queue'));
});

test('whatever is needed, each way has reasons with known sources', () => {
  fc.assert(
    fc.property(anyNeeds, (needs) => {
      for (const { reasons, weight } of advise({ needs: needs as Partial<Needs> }).ranking) {
        assert.ok(weight > 0 && reasons.length > 0);
        for (const { why, sources } of reasons) assert.ok(why.length > 0 && !/undefined|NaN|\[object/.test(why) && sources.length > 0 && sources.every(({ url }) => url.startsWith('https://')));
      }
    }),
  );
});

test('needs that contradict each other are told, with what each reading would lead to, and nothing is guessed', () => {
  const { ranking, conflicts, code, engines } = advise({ needs: readNeeds({ reply: 'none', replyWithin: '1s' }) });
  assert.deepEqual([ranking, code, engines], [[], undefined, []]);
  assert.deepEqual(conflicts.map(({ needs, readings }) => [needs, readings.map(({ choice }) => choice)]), [[['reply', 'replyWithin'], ['rest', 'queue']]]);
});

test('a contradiction on which nothing hangs is told beside the answer', () => {
  const { ranking, conflicts } = advise({ needs: readNeeds({ reply: 'now', rate: 50, burst: 10 }) });
  assert.equal(ranking[0]?.choice, 'rest');
  assert.equal(conflicts.length, 1);
});

test('demands that no way meets are told, and the answer holds', () => {
  const tense: ReadonlyArray<readonly [NeedsGiven, string, string]> = [
    [{ reply: 'now', replyWithin: '1s', processing: '4m' }, 'job', 'too soon'], [{ reply: 'none', rate: 100, capacity: 100 }, 'queue', 'no queue is long enough'],
    [{ reply: 'none', order: 'global', consumers: 8 }, 'queue', '8 consumers'], [{ reply: 'none', userWaits: true }, 'queue', 'a person waits'],
    [{ reply: 'now', objective: 0.9999, availability: 0.99 }, 'rest', '0.9999'], [{ sourceLogOnly: true, freshness: '1s', pollInterval: '1m' }, 'cdc', 'every 1m'],
  ];
  for (const [needs, choice, words] of tense) {
    const { ranking, tensions, conflicts } = advise({ needs: readNeeds(needs) });
    assert.deepEqual([ranking[0]?.choice, conflicts], [choice, []]);
    assert.ok(tensions.length === 1 && tensions[0]?.why.includes(words), JSON.stringify(tensions));
  }
  assert.deepEqual(advise({ needs: readNeeds({ reply: 'now', replyWithin: '1s', processing: '200ms', rate: 5, capacity: 10 }) }).tensions, []);
});

test('engines: one process needs no server, several do, and what is at hand comes first', () => {
  const enginesFor = (needs: NeedsGiven) => advise({ needs: readNeeds(needs) }).engines.map(({ engine }) => engine);
  assert.equal(enginesFor({ reply: 'none' })[0], 'embedded');
  assert.ok(!enginesFor({ reply: 'none', servers: 3 }).includes('embedded'));
  assert.equal(enginesFor({ reply: 'none', servers: 3 })[0], 'rabbitmq');
  assert.equal(enginesFor({ reply: 'none', servers: 3, enginesAtHand: ['postgres'] })[0], 'postgres');
  assert.equal(enginesFor({ reply: 'none', servers: 3, cloud: 'aws' })[0], 'sqs');
  assert.equal(enginesFor({ reply: 'none', servers: 3, cloud: 'google', explicitInvocation: true })[0], 'cloud-tasks');
  assert.equal(enginesFor({ independentReceivers: 3, replay: true, polyglot: true })[0], 'kafka');
  assert.ok(!enginesFor({ independentReceivers: 3, replay: true, cloud: 'aws', servers: 2 }).includes('sqs'));
  assert.deepEqual(enginesFor({ reply: 'now' }), []);
  const [sqs] = advise({ needs: readNeeds({ reply: 'none', servers: 3, cloud: 'aws', payload: '2MiB', order: 'key', rate: 2_900, receivers: 1 }) }).engines;
  assert.equal(sqs?.cautions.length, 2);
});

test('needs are read by the schema alone, and what does not fit is named', () => {
  assert.deepEqual(readNeeds({ processing: '2s', payload: '64KiB' }), { processing: 2_000, payload: 65_536 });
  for (const [given, part] of [[{ procesing: 1 }, 'did you mean "processing"'], [{ processing: '2 s' }, '"5s"'], [{ reply: 'immediate' }, '"none", "later", "now"'], [{ rate: '5/s' }, 'rate'], ['text', 'object'], [{ needs: 'external client' }, 'needs']] as const) {
    assert.throws(() => readNeeds(given), (error: Error & { code?: string }) => error.code === 'NEEDS_INVALID' && error.message.includes(part), String(part));
  }
});
