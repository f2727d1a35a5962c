import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Bulkhead } from '../../src/resilience/bulkhead.ts';
import { policy, settle } from './support.ts';

const attempt = (signal = new AbortController().signal) => ({ signal, deadline: undefined, attempt: 1 });

/** Calls that run until they are told to end. */
function calls(given: Parameters<typeof policy<'bulkhead'>>[1]) {
  const bulkhead = new Bulkhead(policy('bulkhead', given));
  const running: Array<{ readonly name: number; end(): void }> = [];
  const begin = async (name: number, signal?: AbortSignal): Promise<number> =>
    bulkhead.wrap(() => new Promise<number>((resolve) => running.push({ name, end: () => resolve(name) })))(attempt(signal));
  const end = async (): Promise<void> => { running.shift()?.end(); await settle(); };
  return { running, begin, end };
}

describe('bulkhead', () => {
  test('runs `concurrency` calls, lets `queue` wait in order, refuses more', async () => {
    const { running, begin, end } = calls({ concurrency: 2, queue: 2 });
    const answers = [1, 2, 3, 4].map((name) => begin(name));
    await assert.rejects(begin(5), { code: 'BULKHEAD_FULL', category: 'unavailable' });
    assert.deepEqual(running.map(({ name }) => name), [1, 2]);
    await end();
    assert.deepEqual(running.map(({ name }) => name), [2, 3]);
    await end();
    assert.deepEqual(running.map(({ name }) => name), [3, 4]);
    await end(); await end();
    assert.deepEqual(await Promise.all(answers), [1, 2, 3, 4]);
  });

  test('nobody waits unless `queue` says so', async () => {
    const { begin } = calls({ concurrency: 1 });
    void begin(1);
    await assert.rejects(begin(2), { code: 'BULKHEAD_FULL' });
  });

  test('a caller that gives up while it waits frees its place at once', async () => {
    const { begin } = calls({ concurrency: 1, queue: 1 });
    void begin(1);
    const caller = new AbortController();
    const second = assert.rejects(begin(2, caller.signal), { code: 'CALL_CANCELLED' });
    await assert.rejects(begin(3), { code: 'BULKHEAD_FULL' });
    caller.abort();
    await second;
    const third = begin(4);
    assert.equal(await Promise.race([third, settle().then(() => 'waits')]), 'waits');
  });

  test('a call that fails frees its place', async () => {
    const bulkhead = new Bulkhead(policy('bulkhead', { concurrency: 1 }));
    assert.throws(() => bulkhead.wrap(() => { throw new RangeError('mine'); })(attempt()), RangeError);
    await assert.rejects(async () => bulkhead.wrap(async () => { throw new RangeError('mine'); })(attempt()), RangeError);
    assert.equal(bulkhead.wrap(() => 'done')(attempt()), 'done');
  });

  test('never runs more than `concurrency`, whatever begins and ends when', async () => {
    const steps = fc.array(fc.constantFrom('begin', 'end', 'settle'), { maxLength: 60 });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat(4), steps, async (concurrency, queue, moves) => {
      const { running, begin } = calls({ concurrency, queue });
      for (const move of moves) {
        if (move === 'begin') begin(0).catch(() => undefined);
        else if (move === 'end') running.shift()?.end();
        else await settle();
        assert.ok(running.length <= concurrency);
      }
    }), { numRuns: 200 });
  });
});
