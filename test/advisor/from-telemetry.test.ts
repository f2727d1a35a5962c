import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import { check, measuredFrom } from 'isthmus/advisor';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { measuredLinks } from './measured-links.ts';

test('what a running app measured is what check asks for', async () => {
  const told = event('told', { data: z.object({ text: z.string() }) });
  const ask = operation('ask', { input: z.object({}), output: z.object({}), effect: 'read' });
  const here = service('here', [handle(told, () => {}), handle(ask, () => ({}))]);
  const app = integration({
    name: 'measured', engine: memory(), services: [here], parties: [party('web', { kind: 'external-service' })], http: false, log: silentLog,
    links: [link({ from: 'web', to: here, contract: told, via: queue() }), link({ from: 'web', to: here, contract: ask, via: rest({ method: 'GET', path: '/ask' }) })],
  });
  await app.start();
  for (let count = 0; count < 300; count += 1) await app.emit(told, { text: 'x'.repeat(1_000) });
  const measured = measuredFrom(await app.measurements());
  await app.stop();
  const { payload = 0, inversions } = measured['told:queue'] ?? {};
  assert.ok(payload > 1_000 && payload < 1_100, String(payload));
  assert.equal(inversions, 0);
  assert.deepEqual(check(app.map, { measurements: measured }).findings, []);
});

test('shares are of the last minute and the last half minute, and few calls say nothing', () => {
  const measured = measuredFrom(measuredLinks({
    storm: { started: 130, retried: 30, failed: 0, handled: 100 },
    dead: { started: 40, retried: 0, failed: 30, handled: 10 },
    rare: { started: 4, retried: 3, failed: 3, handled: 1 },
  }));
  assert.deepEqual(Object.entries(measured).map(([link, { retryShare, errorShare }]) => [link, retryShare, errorShare]), [['storm', 0.3, 0], ['dead', 0, 0.75], ['rare', undefined, undefined]]);
});
