import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { event, handle, integration, link, service } from 'isthmus';
import type { Log } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { isSecret, redacted } from '../../src/telemetry/redact.ts';
import { until } from '../until.ts';

type Line = Readonly<Record<string, unknown>>;

function lines(): { readonly log: Log; readonly all: Line[] } {
  const all: Line[] = [];
  const at = (level: string) => (message: string, fields?: Line) => void all.push({ level, message, ...fields });
  return { all, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

const told = event('seats.told', { data: z.object({ seat: z.string() }) });

async function logged(handler: (log: Log) => void): Promise<readonly Line[]> {
  const { log, all } = lines();
  const desk = service('desk', [handle(told, (_data, context) => handler(context.log))]);
  const app = integration({ name: 'logs', engine: memory(), log, http: false, services: [desk], links: [link({ from: desk, to: desk, contract: told, via: queue({ attempts: 1 }) })] });
  await app.start();
  try {
    await app.emit(told, { seat: '1A' });
    await until(() => all.length > 0, () => 'nothing was logged');
  } finally {
    await app.stop();
  }
  return all;
}

describe('a handler\'s log', () => {
  test('says the service, the link and the trace', async () => {
    const [line] = await logged((log) => log.info('sold', { seat: '1A' }));
    assert.deepEqual([line?.['service'], line?.['link'], line?.['seat']], ['desk', 'seats.told:queue', '1A']);
    assert.match(String(line?.['trace_id']), /^[0-9a-f]{32}$/);
    assert.match(String(line?.['span_id']), /^[0-9a-f]{16}$/);
  });

  test('hides secrets by their names, at any depth', async () => {
    const [line] = await logged((log) => log.info('called', { headers: { Authorization: 'Bearer abc', 'set-cookie': ['x'], accept: '*/*' }, accounts: [{ clientSecret: 'abc', name: 'n' }] }));
    assert.deepEqual(line?.['headers'], { Authorization: '[redacted]', 'set-cookie': '[redacted]', accept: '*/*' });
    assert.deepEqual(line?.['accounts'], [{ clientSecret: '[redacted]', name: 'n' }]);
  });

  test('the app\'s own lines do the same', async () => {
    const [line] = await logged(() => { throw new TypeError('no such seat'); });
    assert.deepEqual([line?.['level'], line?.['message'], line?.['consumer'], line?.['what']], ['warn', 'message became a dead letter', 'desk.seats.told', 'no such seat']);
  });
});

describe('redacting', () => {
  test('knows secrets and leaves what only looks like one', () => {
    for (const name of ['authorization', 'Proxy-Authorization', 'cookie', 'accessToken', 'x_csrf_token', 'PASSWORD', 'db-password', 'apiKey', 'private_key', 'secret']) assert.ok(isSecret(name), name);
    for (const name of ['tokens', 'key', 'tokenCount', 'author', 'passenger', 'secretary']) assert.equal(isSecret(name), false, name);
  });

  test('gives the same object where nothing is hidden, and never a secret', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('a', 'seat', 'password', 'token'), fc.oneof(fc.string(), fc.dictionary(fc.constantFrom('x', 'cookie'), fc.string()))), (fields) => {
      const hidden = redacted(fields);
      const has = 'password' in fields || 'token' in fields || Object.values(fields).some((each) => typeof each === 'object' && 'cookie' in each);
      assert.equal(hidden === fields, !has);
      JSON.stringify(hidden, (name, value: unknown) => {
        if (isSecret(name)) assert.equal(value, '[redacted]');
        return value;
      });
    }));
  });

  test('ends, even where an object holds itself', () => {
    const circle: Record<string, unknown> = { password: 'x' };
    circle['self'] = circle;
    assert.match(JSON.stringify(redacted(circle)), /\[deeper\]/);
  });
});
