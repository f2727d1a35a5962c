import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, handle, integration, link, service, silentLog } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { z } from 'zod';
import { until } from './host.ts';

const rebook = event('passengers.rebook', { data: z.object({ passenger: z.string(), n: z.int() }), key: 'passenger' });

test('a key goes on once the dead letter that parked it has expired', async () => {
  const seen: number[] = [];
  const desk = service('desk', []);
  const bookings = service('bookings', [handle(rebook, ({ n }) => {
    if (n === 1) throw new Error('never');
    seen.push(n);
  })]);
  const app = integration({
    name: 'letters', engine: memory(), services: [desk, bookings], log: silentLog, http: false,
    links: [link({ from: desk, to: bookings, contract: rebook, via: queue({ attempts: 1, keepDeadLetters: '100ms' }) })],
  });
  await app.start();
  for (const n of [1, 2, 3]) await app.emit(rebook, { passenger: 'Ada', n });
  const { deadLetters } = await app.queue(rebook);
  await until(async () => (await deadLetters.parkedKeys()).length === 1);
  await until(async () => (await deadLetters.count()) === 0);
  await until(() => seen.length === 2, 'the key stays parked');
  assert.deepEqual(seen, [2, 3]);
  await until(async () => (await deadLetters.parkedKeys()).length === 0);
  await app.stop();
});
