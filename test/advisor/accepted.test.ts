import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, handle, integration, link, party, service, silentLog } from 'isthmus';
import { check } from 'isthmus/advisor';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { z } from 'zod';

const told = event('told', { data: z.object({ id: z.string() }), key: 'id' });
const here = service('here', [handle(told, () => {})]);

function appWith(accepted: Parameters<typeof link>[0]['accepted']) {
  const declared = link({ from: 'web', to: here, contract: told, via: queue({ order: 'none' }), needs: { order: 'key' }, ...(accepted === undefined ? {} : { accepted }) });
  return integration({ name: 'accepting', engine: memory(), services: [here], parties: [party('web', { kind: 'device' })], links: [declared], http: false, log: silentLog });
}

test('a finding that its link accepts is set apart', () => {
  assert.deepEqual(check(appWith(undefined).map).findings.map(({ rule }) => rule), ['L23']);
  const { findings, suppressed } = check(appWith({ L23: 'The receiver sorts by itself.' }).map);
  assert.deepEqual([findings, suppressed.map(({ rule, reason }) => [rule, reason])], [[], [['L23', 'The receiver sorts by itself.']]]);
});

test('an unknown rule and an empty reason are refused at boot', () => {
  // @ts-expect-error There is no such rule.
  assert.throws(() => appWith({ L99: 'because' }), /accepted\.L99 is no rule of the advisor/);
  assert.throws(() => appWith({ L23: '' }), /accepted\.L23 needs a reason/);
});
