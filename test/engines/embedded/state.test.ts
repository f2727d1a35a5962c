import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../../../src/kernel/manual-clock.ts';
import { bytes, directoryFor, message, open, sending, textOf, until, withCode } from './setup.ts';

const put = (key: string, value = key, more: object = {}) => ({ put: key, collection: 'c', value: bytes(value), ...more });

test('an entry is kept through restarts, and its revision never comes again', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await engine.commit({ state: [put('a', '1')] });
  const first = await engine.state.get('c', 'a');
  assert.equal(textOf(first?.value ?? bytes('')), '1');
  await engine.commit({ state: [put('a', '2')] });
  const second = await engine.state.get('c', 'a');
  assert.ok((second?.revision ?? 0) > (first?.revision ?? 0));
  await engine.commit({ state: [{ delete: 'a', collection: 'c' }] });
  assert.equal(await engine.state.get('c', 'a'), undefined);
  await engine.close();
  const again = await open(context, directory);
  await again.commit({ state: [put('a', '3')] });
  assert.ok(((await again.state.get('c', 'a'))?.revision ?? 0) > (second?.revision ?? 0));
});

test('a condition that does not hold refuses its unit alone', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const revisionOf = async () => (await engine.state.get('c', 'lock'))?.revision ?? 0;
  const results = await Promise.allSettled([
    engine.commit({ state: [put('before')] }),
    engine.commit({ state: [put('lock', 'one', { when: { absent: true } })], ...sending('q', message('one')) }),
    engine.commit({ state: [put('two'), put('lock', 'two', { when: { absent: true } })], ...sending('q', message('two')) }),
    engine.commit({ state: [put('after')], ...sending('q', message('after')) }),
  ]);
  assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  assert.ok(results[2]?.status === 'rejected' && withCode('STATE_CONFLICT')(results[2].reason));
  assert.deepEqual((await engine.state.scan('c', { limit: 10 })).map(({ key }) => key), ['after', 'before', 'lock']);
  assert.deepEqual((await engine.queues.peek('q', 10)).map(({ id }) => id), ['one', 'after']);
  const revision = await revisionOf();
  await assert.rejects(engine.commit({ state: [put('lock', 'x', { when: { revision: revision + 1 } })] }), withCode('STATE_CONFLICT'));
  await engine.commit({ state: [put('lock', 'three', { when: { revision } })] });
  await assert.rejects(engine.commit({ state: [{ delete: 'lock', collection: 'c', when: { revision } }] }), withCode('STATE_CONFLICT'));
  await engine.commit({ state: [{ delete: 'lock', collection: 'c', when: { revision: await revisionOf() } }] });
  assert.equal(await engine.state.get('c', 'lock'), undefined);
});

test('operations of a unit apply in order', async (context) => {
  const engine = await open(context, directoryFor(context));
  await engine.commit({ state: [put('a', '1'), { delete: 'a', collection: 'c' }, put('a', '2', { when: { absent: true } })] });
  assert.equal(textOf((await engine.state.get('c', 'a'))?.value ?? bytes('')), '2');
});

test('an expired entry is absent, and goes away', async (context) => {
  const clock = new ManualClock();
  const engine = await open(context, directoryFor(context), clock);
  await engine.commit({ state: [put('a', 'a', { expiresAt: clock.now() + 1_000 }), put('b')] });
  assert.equal((await engine.state.get('c', 'a'))?.expiresAt, clock.now() + 1_000);
  clock.advance(1_000);
  assert.equal(await engine.state.get('c', 'a'), undefined);
  assert.deepEqual((await engine.state.scan('c', { limit: 5 })).map(({ key }) => key), ['b']);
  assert.equal(await engine.state.count('c'), 1);
  await engine.commit({ state: [put('a', 'new', { when: { absent: true } })] });
  assert.equal(await engine.state.count('c'), 2);
  await engine.commit({ state: [put('a', 'a', { expiresAt: clock.now() + 1_000 })] });
  await until(async () => {
    clock.advance(1_100);
    await new Promise((resolve) => setTimeout(resolve, 20));
    clock.jump(-1_000_000);
    const removed = (await engine.state.count('c')) === 1;
    clock.jump(1_000_000);
    return removed;
  });
});

test('scans follow the bytes of the keys, with prefix, after, limit and reverse', async (context) => {
  const engine = await open(context, directoryFor(context));
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '\u0000', 'é', '\ud7ff', '\ue000', '\u{10FFFF}', '%', '_'), maxLength: 4 });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(key, { maxLength: 25 }), key, fc.option(key, { nil: undefined }), fc.integer({ min: 1, max: 30 }), fc.boolean(), async (keys, prefix, after, limit, reverse) => {
      round += 1;
      const collection = `round${round}`;
      await engine.commit({ state: keys.map((each) => ({ put: each, collection, value: bytes('') })) });
      const sorted = keys.filter((each) => each.startsWith(prefix)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.equal(await engine.state.count(collection, prefix), sorted.length);
      const later = sorted.filter((each) => after === undefined || Buffer.compare(Buffer.from(each), Buffer.from(after)) > 0);
      const expected = (reverse ? later.toReversed() : later).slice(0, limit);
      const range = { prefix, limit, reverse, ...(after === undefined ? {} : { after }) };
      assert.deepEqual((await engine.state.scan(collection, range)).map((entry) => entry.key), expected);
    }),
    { numRuns: 150 },
  );
});

test('a large collection is counted right, and others have turns meanwhile', async (context) => {
  const { commit, state } = await (async () => {
    const engine = await open(context, directoryFor(context));
    return { commit: engine.commit.bind(engine), state: engine.state };
  })();
  const keys = Array.from({ length: 6_001 }, (_, n) => `p/${n}`);
  await commit({ state: [...keys, 'o/1', 'q/1'].map((put) => ({ put, collection: 'c', value: bytes(put) })) });
  let turns = 0;
  let counting = true;
  const turn = (): void => { if (counting) { turns += 1; setImmediate(turn); } };
  setImmediate(turn);
  assert.equal(await state.count('c', 'p/'), keys.length);
  counting = false;
  assert.ok(turns >= 2, `${turns} turns`);
  assert.equal(await state.count('c'), keys.length + 2);
  await commit({ state: [{ delete: 'p/17', collection: 'c' }] });
  assert.equal(await state.count('c', 'p/'), keys.length - 1);
  assert.equal(await state.count('c', 'none'), 0);
});
