import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { isthmusIn } from './command-line.ts';
import { orders } from './orders.ts';
import { startOrders } from './orders-process.ts';

test('check --live lets what the running app measured count', async () => {
  await using running = await startOrders();
  const { directory } = running;
  const place = Array.from({ length: 150 }, (_, index) => [`order-${index}`, `customer-${index % 10}`, 5] as const);
  await running.ask({ place });
  writeFileSync(join(directory, 'map.json'), JSON.stringify(orders({ engine: memory(), http: false }).app.map));
  // A broker that takes 60 bytes: whether that is enough only measuring tells.
  writeFileSync(join(directory, 'limits.json'), JSON.stringify({ memory: { group: 'broker', message: 60, source: 'this test', date: '2026-11' } }));
  const findings = async (...more: readonly string[]) => {
    const { out, err } = await isthmusIn(directory, ['check', 'map.json', '--json', '--fail-on', 'never', '--limits', 'limits.json', ...more]);
    assert.equal(err, '');
    return (JSON.parse(out) as { readonly findings: ReadonlyArray<{ readonly rule: string; readonly link: string }> }).findings.filter(({ link }) => link === 'orders.placed:queue').map(({ rule }) => rule);
  };
  assert.deepEqual(await findings(), []);
  assert.deepEqual(await findings('--live'), ['A25']);
});

test('check --live without a running app says so', async () => {
  await using running = await startOrders();
  await running.end();
  writeFileSync(join(running.directory, 'map.json'), JSON.stringify(orders({ engine: memory(), http: false }).app.map));
  const { code, err, out } = await isthmusIn(running.directory, ['check', 'map.json', '--live']);
  assert.deepEqual([code, out], [4, '']);
  assert.match(err, /orders/);
});
