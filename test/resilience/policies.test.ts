import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fault, link, settle } from './support.ts';

describe('policies together', () => {
  test('each retry passes the breaker, and an open breaker is a passing fault', async () => {
    const { clock, run } = link({ retry: { attempts: 10, base: 1, factor: 1 }, breaker: { minimumCalls: 2, openFor: 1_000 } });
    let calls = 0;
    const answer = run({}, async () => {
      calls += 1;
      if (calls <= 2) throw fault('unavailable');
      return 'done';
    });
    await settle();
    clock.advance(1);
    await settle();
    assert.equal(calls, 2);
    clock.advance(999);
    await settle();
    assert.equal(calls, 2, 'the breaker asks for 1000 ms');
    clock.advance(1);
    assert.equal(await answer, 'done');
  });

  test('a call gives its place in the bulkhead back while it waits to try again', async () => {
    const { clock, run } = link({ retry: { attempts: 2, base: 100 }, bulkhead: { concurrency: 1 } });
    let first = true;
    const answer = run({}, async () => {
      if (first) { first = false; throw fault('unavailable'); }
      return 'tried again';
    });
    await settle();
    assert.equal(run({}, () => 'slipped in'), 'slipped in');
    clock.advance(100);
    assert.equal(await answer, 'tried again');
  });

  test('a full bulkhead does not open the breaker', async () => {
    const { run } = link({ bulkhead: { concurrency: 1 }, breaker: { minimumCalls: 1 } });
    const gate = Promise.withResolvers<string>();
    const running = run({}, () => gate.promise);
    for (let index = 0; index < 10; index += 1) await assert.rejects(async () => run({}, () => 'no'), { code: 'BULKHEAD_FULL' });
    gate.resolve('done');
    assert.equal(await running, 'done');
    assert.equal(run({}, () => 'still closed'), 'still closed');
  });

  test('a rate limit counts calls, not attempts', async () => {
    const { clock, run } = link({ rateLimit: { limit: 1, window: '1h' }, retry: { attempts: 3, base: 1, factor: 1 } });
    let calls = 0;
    const answer = run({}, async () => {
      calls += 1;
      if (calls < 3) throw fault('unavailable');
      return calls;
    });
    for (let turn = 0; turn < 2; turn += 1) { await settle(); clock.advance(1); }
    assert.equal(await answer, 3);
  });
});
