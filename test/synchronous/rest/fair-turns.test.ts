import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FairTurns } from '../../../src/synchronous/rest/streaming/fair-turns.ts';

test('answers that flow take turns, a few in each turn of the event loop', async () => {
  const turns = new FairTurns();
  const order: number[] = [];
  const flows = Array.from({ length: 10 }, async (_, flow) => {
    for (let batch = 0; batch < 5; batch += 1) {
      await turns.wait();
      order.push(flow);
    }
  });
  let [longest, before, running] = [0, 0, true];
  void Promise.all(flows).then(() => (running = false));
  while (running) {
    await new Promise((resolve) => setImmediate(resolve));
    longest = Math.max(longest, order.length - before);
    before = order.length;
  }
  assert.equal(order.length, 50);
  assert.ok(longest <= 4, `${longest} batches in one turn`);
  assert.deepEqual(order.slice(0, 10).sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'nobody has two before everybody had one');
});
