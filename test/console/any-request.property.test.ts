import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { silentLog } from 'isthmus';
import type { Log } from 'isthmus';
import { memory } from 'isthmus/memory';
import { AdminClient, eventually } from './admin-client.ts';
import { count, orderPlaced, orders } from './orders.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-any-'));
const faults: unknown[] = [];
const log: Log = { ...silentLog, error: (message, fields) => void faults.push([message, fields]) };
const { app } = orders({ engine: memory(), admin: { directory }, log });
let admin: AdminClient;

before(async () => {
  await app.start();
  admin = new AdminClient(join(directory, 'admin.json'));
  for (let at = 0; at < 30; at += 1) await app.emit(orderPlaced, { order: `o${at}`, customer: `c${at % 5}`, amount: at % 3 === 0 ? -1 : 1 });
  await app.submit(count, { steps: 1 });
});
after(async () => {
  await app.stop();
  rmSync(directory, { recursive: true });
});

const known = fc.constantFrom('queues', 'orders', 'jobs.orders.count', 'streams', 'orders.seen', 'groups', 'audit', 'dead-letters', 'messages', 'parked-keys', 'records', 'redrive', 'replay', 'pause', 'resume', 'jobs', 'cancel', 'app', 'map', 'links', 'measurements', '01772366340000000');
const piece = fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent) }, { weight: 1, arbitrary: fc.constantFrom('', '.', '..', '%', '%ff', '%00', '__proto__', 'constructor', 'a'.repeat(500)) });
const path = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`);
const parameter = fc.tuple(fc.constantFrom('limit', 'after', 'offset', 'partition', 'state', 'operation', '__proto__', 'x'), fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string({ maxLength: 10 }), fc.constantFrom('', '1e9', '-0', 'true', 'null', 'NaN')));
const query = fc.array(parameter, { maxLength: 3 }).map((all) => (all.length === 0 ? '' : `?${new URLSearchParams(all.map(([name, value]): [string, string] => [name, value])).toString()}`));
const body = fc.option(fc.oneof(fc.json().map((text) => Buffer.from(text)), fc.jsonValue().map((data) => Buffer.from(JSON.stringify({ data }))), fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)), fc.record({ to: fc.constantFrom('beginning', 'end', 'x'), time: fc.double(), partition: fc.integer(), offset: fc.integer() }, { requiredKeys: [] }).map((target) => Buffer.from(JSON.stringify(target)))), { nil: undefined });

test('no request makes it fail: every answer is a document or a problem with a code and what to do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'), path, query, body, async (method, resource, asked, raw) => {
      const url = new URL(`/admin/1${resource}${asked}`, admin.access.url);
      fc.pre(url.pathname.startsWith('/admin/1'));
      const { status, body: document } = await admin.ask(`${resource}${asked}`, { method, ...(raw === undefined ? {} : { raw }) });
      assert.ok(status >= 200 && status < 500, `${method} ${resource}${asked}: ${status} ${JSON.stringify(document)}`);
      if (status >= 400) for (const name of ['code', 'detail', 'fix']) assert.equal(typeof document[name], 'string', JSON.stringify(document));
    }),
    { numRuns: 1_500 },
  );
  assert.deepEqual(faults.filter((each) => JSON.stringify(each).includes('A request failed')), []);
  await admin.ask('/queues/orders/resume', { method: 'POST' });
  await app.emit(orderPlaced, { order: 'last', customer: 'last', amount: 1 });
  await eventually(async () => (await admin.ask('/app')).status === 200);
});
