import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { integration, silentLog } from 'isthmus';
import { memory } from 'isthmus/memory';
import { AdminClient, eventually } from './admin-client.ts';
import { count, orderPlaced, orders } from './orders.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-admin-'));
const file = join(directory, 'admin.json');
const { app, work } = orders({ engine: memory(), admin: { directory }, log: silentLog });
let admin: AdminClient;

before(async () => {
  await app.start();
  admin = new AdminClient(file);
});
after(async () => {
  await app.stop();
  rmSync(directory, { recursive: true });
});

const letters = async (): Promise<ReadonlyArray<{ readonly id: string; readonly message: { readonly data: { readonly order: string } } }>> =>
  (await admin.ask('/queues/orders/dead-letters')).body['items'] as never;
const place = (order: string, amount: number, customer = 'ada') => app.emit(orderPlaced, { order, customer, amount });

test('the token file is for its owner only, and names the process', () => {
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(admin.access.pid, process.pid);
  assert.equal(admin.access.app, 'orders');
  assert.ok(Buffer.from(admin.access.token, 'base64url').length === 32);
});

test('nothing is told without the token, with a wrong one, to a page, or under another host', async () => {
  const authorization = `Bearer ${admin.access.token}`;
  const refused: ReadonlyArray<readonly [Readonly<Record<string, string>>, number, string]> = [
    [{}, 401, 'ADMIN_TOKEN_REFUSED'],
    [{ authorization: 'Bearer wrong' }, 401, 'ADMIN_TOKEN_REFUSED'],
    [{ authorization: `Bearer ${admin.access.token}x` }, 401, 'ADMIN_TOKEN_REFUSED'],
    [{ authorization: admin.access.token }, 401, 'ADMIN_TOKEN_REFUSED'],
    [{ authorization, origin: 'http://evil.example' }, 403, 'ADMIN_ORIGIN_REFUSED'],
    [{ authorization, origin: 'null' }, 403, 'ADMIN_ORIGIN_REFUSED'],
    [{ authorization, host: 'evil.example' }, 403, 'ADMIN_HOST_REFUSED'],
    [{ authorization, host: '127.0.0.1.evil.example' }, 403, 'ADMIN_HOST_REFUSED'],
    [{ authorization, host: '127.0.0.1:1' }, 403, 'ADMIN_HOST_REFUSED'],
  ];
  for (const [headers, status, code] of refused) {
    for (const path of ['/app', '/queues/orders', '/nothing']) {
      const answer = await admin.ask(path, { headers });
      assert.deepEqual([answer.status, answer.body['code']], [status, code], JSON.stringify(headers));
    }
  }
  const purge = await admin.ask('/queues/orders/messages', { method: 'DELETE', headers: { authorization: 'Bearer wrong' } });
  assert.equal(purge.status, 401);
});

test('the app, its map and its health', async () => {
  const { body } = await admin.ask('/app');
  assert.equal(body['name'], 'orders');
  assert.equal(body['pid'], process.pid);
  assert.equal((body['health'] as { ready: boolean }).ready, true);
  assert.deepEqual((await admin.ask('/map')).body, JSON.parse(JSON.stringify(app.map)));
});

test('a dead letter is listed, shown, edited, and redriven before what waits behind it', async () => {
  await place('bad', -1);
  await place('behind', 1);
  await eventually(async () => (await letters()).length === 1);
  const [letter] = await letters();
  const path = `/queues/orders/dead-letters/${letter?.id}`;
  assert.equal(((await admin.ask(path)).body['message'] as { key: string }).key, 'ada');
  const parked = (await admin.ask('/queues/orders/parked-keys')).body['items'] as ReadonlyArray<{ key: string; waiting: number }>;
  assert.deepEqual(parked.map(({ key, waiting }) => [key, waiting]), [['ada', 1]]);

  const wrong = await admin.ask(path, { method: 'PUT', body: { data: { order: 'bad', customer: 'ada', amount: 'much' } } });
  assert.deepEqual([wrong.status, wrong.body['code']], [400, 'DATA_INVALID']);
  const moved = await admin.ask(path, { method: 'PUT', body: { data: { order: 'bad', customer: 'bob', amount: 1 } } });
  assert.equal(moved.body['code'], 'DEAD_LETTER_KEY');
  const bare = await admin.ask(path, { method: 'PUT', body: { order: 'bad' } });
  assert.equal(bare.body['code'], 'ADMIN_REQUEST_INVALID');
  const authorization = `Bearer ${admin.access.token}`;
  const { etag = '' } = (await admin.ask(path)).headers;
  const put = (amount: number, match: string) => admin.ask(path, { method: 'PUT', headers: { authorization, 'if-match': match }, body: { data: { order: 'mended', customer: 'ada', amount } } });
  const both = await Promise.all([put(1, etag), put(2, etag)]);
  assert.deepEqual(both.map(({ status, body }) => [status, body['code']]), [[200, undefined], [412, 'ADMIN_EDITED']]);
  const edited = await put(2, both[0].headers.etag ?? '');
  assert.equal(edited.status, 200);
  assert.deepEqual((await admin.ask(`${path}/redrive`, { method: 'POST' })).body, { redriven: 1 });
  await eventually(() => work.handled.length === 2);
  assert.deepEqual(work.handled, ['mended', 'behind']);
  assert.equal((await admin.ask(path)).body['code'], 'DEAD_LETTER_UNKNOWN');
});

test('dead letters in pages; all redriven; discarded', async () => {
  for (let at = 0; at < 25; at += 1) await place(`b${at}`, -1, `customer ${at}`);
  await eventually(async () => (await letters()).length === 25);
  const seen: string[] = [];
  for (let next = ''; ; ) {
    const { body } = await admin.ask(`/queues/orders/dead-letters?limit=7${next === '' ? '' : `&after=${next}`}`);
    seen.push(...(body['items'] as ReadonlyArray<{ id: string }>).map(({ id }) => id));
    if (body['next'] === undefined) break;
    next = String(body['next']);
  }
  assert.equal(new Set(seen).size, 25);
  assert.deepEqual(seen, [...seen].sort());
  assert.deepEqual((await admin.ask(`/queues/orders/dead-letters/${seen[0]}`, { method: 'DELETE' })).body, { discarded: 1 });
  assert.deepEqual((await admin.ask('/queues/orders/dead-letters/redrive', { method: 'POST' })).body, { redriven: 24 });
  await eventually(async () => (await letters()).length === 24);
  for (const { id } of await letters()) await admin.ask(`/queues/orders/dead-letters/${id}`, { method: 'DELETE' });
  assert.deepEqual(await letters(), []);
});

test('lists of huge messages are cut to what an answer may hold, and go on', async () => {
  const big = 'x'.repeat(1_500_000);
  for (let at = 0; at < 14; at += 1) await place(`${at} ${big}`, -1, `big ${at}`);
  await eventually(async () => (await admin.ask('/queues/orders')).body['deadLetters'] === 14);
  const first = (await admin.ask('/queues/orders/dead-letters')).body;
  const shown = (first['items'] as unknown[]).length;
  assert.ok(shown > 0 && shown < 14, String(shown));
  const second = (await admin.ask(`/queues/orders/dead-letters?after=${String(first['next'])}`)).body;
  assert.deepEqual([shown + (second['items'] as unknown[]).length, second['next']], [14, undefined]);
  for (const { id } of [...(first['items'] as { id: string }[]), ...(second['items'] as { id: string }[])]) await admin.ask(`/queues/orders/dead-letters/${id}`, { method: 'DELETE' });
  await admin.ask('/queues/orders/pause', { method: 'POST' });
  for (let at = 0; at < 60; at += 1) await place(big, 1, `peeked ${at}`);
  assert.ok(((await admin.ask('/queues/orders/messages?limit=100')).body['items'] as unknown[]).length <= 10);
  await admin.ask('/queues/orders/messages', { method: 'DELETE' });
  await admin.ask('/queues/orders/resume', { method: 'POST' });
});

test('a queue is paused, peeked into, purged and resumed', async () => {
  assert.equal((await admin.ask('/queues/orders/pause', { method: 'POST' })).body['paused'], true);
  for (let at = 0; at < 200; at += 1) await place(`p${at}`, 1, `customer ${at}`);
  const { body } = await admin.ask('/queues/orders/messages?limit=3');
  assert.equal((body['items'] as unknown[]).length, 3);
  const shown = (await admin.ask('/queues')).body['items'] as ReadonlyArray<{ name: string; ready: number; contract: string }>;
  assert.deepEqual(shown.map(({ name }) => name), ['orders', 'jobs.orders.count']);
  assert.ok((shown[0]?.ready ?? 0) > 0);
  const purged = (await admin.ask('/queues/orders/messages', { method: 'DELETE' })).body['purged'] as number;
  assert.ok(purged > 0);
  assert.equal((await admin.ask('/queues/orders')).body['ready'], 0);
  assert.equal((await admin.ask('/queues/orders/resume', { method: 'POST' })).body['paused'], false);
});

test('a queue is known by its link and its contract too; an unknown one is refused with those there are', async () => {
  for (const name of ['orders', 'orders.placed:queue', 'orders.placed']) assert.equal((await admin.ask(`/queues/${encodeURIComponent(name)}`)).body['name'], 'orders');
  const { status, body } = await admin.ask('/queues/order');
  assert.deepEqual([status, body['code'], body['fix']], [404, 'QUEUE_UNKNOWN', 'Did you mean "orders"?']);
});

test('what was measured, for Prometheus and for programs', async () => {
  const { body } = await admin.ask('/measurements');
  assert.deepEqual((body['links'] as ReadonlyArray<{ link: string }>).map(({ link }) => link), app.map.links.map(({ name }) => name));
  assert.deepEqual(((await admin.ask('/links')).body['items'] as ReadonlyArray<{ link: string }>).map(({ link }) => link), app.map.links.map(({ name }) => name));
  const metrics = await fetch(`${admin.access.url}/admin/1/metrics`, { headers: { authorization: `Bearer ${admin.access.token}` } });
  assert.match(await metrics.text(), /^# TYPE /m);
});

/** An answer ends early where records are large; `next` goes on. */
async function recordsOf(partition: number): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let offset = 0, end = 1; offset < end; ) {
    const { body } = await admin.ask(`/streams/orders.seen/records?partition=${partition}&offset=${offset}`);
    all.push(...(body['items'] as unknown[]));
    [offset, end] = [body['next'] as number, body['end'] as number];
  }
  return all;
}

test('a stream is read, its group moved', async () => {
  await eventually(async () => ((await admin.ask('/queues/orders')).body['ready']) === 0 && ((await admin.ask('/streams/orders.seen')).body['groups'] as ReadonlyArray<{ lag: number }>).every(({ lag }) => lag === 0));
  const before = work.seen.length;
  const { body } = await admin.ask('/streams/orders.seen');
  assert.deepEqual((body['groups'] as ReadonlyArray<{ group: string; here: boolean; paused: boolean }>).map(({ group, here, paused }) => [group, here, paused]), [['audit', true, false]]);
  const total = body['records'] as number;
  const read = await Promise.all([0, 1].map((partition) => recordsOf(partition)));
  assert.equal(read.flat().length, total);
  assert.equal((await admin.ask('/streams/orders.seen/groups/audit/replay', { method: 'POST', body: { to: 'beginning' } })).status, 200);
  await eventually(() => work.seen.length === before + total);
  assert.equal((await admin.ask('/streams/orders.seen/groups/nobody/replay', { method: 'POST', body: { to: 'end' } })).body['code'], 'GROUP_UNKNOWN');
  for (const wrong of [{}, { to: 'beginning', time: 1 }, { offset: 1 }, { to: 'middle' }, { too: 'end' }]) {
    assert.equal((await admin.ask('/streams/orders.seen/groups/audit/replay', { method: 'POST', body: wrong })).body['code'], 'ADMIN_REQUEST_INVALID', JSON.stringify(wrong));
  }
  assert.equal((await admin.ask('/streams/orders.seen/records?partition=9')).body['code'], 'ADMIN_REQUEST_INVALID');
});

test('a job is watched and cancelled', async () => {
  const { id } = await app.submit(count, { steps: 100_000 });
  await eventually(async () => ((await admin.ask(`/jobs/${id}`)).body['state']) === 'running');
  const list = (await admin.ask('/jobs?state=running')).body['items'] as ReadonlyArray<{ id: string }>;
  assert.deepEqual(list.map((each) => each.id), [id]);
  await admin.ask(`/jobs/${id}/cancel`, { method: 'POST' });
  await eventually(async () => ((await admin.ask(`/jobs/${id}`)).body['state']) === 'cancelled');
  assert.equal((await admin.ask(`/jobs/${id}/cancel`, { method: 'POST' })).status, 409);
  assert.equal((await admin.ask('/jobs/none')).body['code'], 'JOB_UNKNOWN');
  assert.equal((await admin.ask('/jobs?state=lost')).body['code'], 'ADMIN_REQUEST_INVALID');
});

test('huge, broken and foreign bodies are refused; unknown resources and methods too', async () => {
  const put = (raw: Buffer, headers = {}) => admin.ask('/queues/orders/dead-letters/x', { method: 'PUT', raw, headers: { authorization: `Bearer ${admin.access.token}`, ...headers } });
  assert.equal((await put(Buffer.alloc(17 * 1024 * 1024, 0x20))).body['code'], 'BODY_TOO_LARGE');
  assert.equal((await put(Buffer.from('{"data":'))).body['code'], 'JSON_MALFORMED');
  assert.equal((await put(Buffer.from(`${'['.repeat(100)}${']'.repeat(100)}`))).body['code'], 'DATA_TOO_DEEP');
  assert.equal((await put(Buffer.from('{}'), { 'content-type': 'text/plain' })).body['code'], 'MEDIA_TYPE_UNSUPPORTED');
  assert.equal((await admin.ask('/nothing')).body['code'], 'ADMIN_ROUTE_UNKNOWN');
  assert.equal((await admin.ask('/queues/orders', { method: 'PATCH' })).status, 405);
  assert.equal((await admin.ask('/queues/orders?depth=1')).status, 400);
});

test('a file that a dead process left is written over; one that answers is not', async () => {
  const second = orders({ engine: memory(), admin: { directory }, log: silentLog }).app;
  await assert.rejects(second.start(), { code: 'ADMIN_TAKEN' });
  const other = mkdtempSync(join(directory, 'other-'));
  writeFileSync(join(other, 'admin.json'), JSON.stringify({ app: 'orders', url: 'http://127.0.0.1:9', token: 'x', pid: 2 ** 22 + 1, startedAt: 1 }));
  const third = orders({ engine: memory(), admin: { directory: other }, log: silentLog }).app;
  await third.start();
  assert.equal(new AdminClient(join(other, 'admin.json')).access.pid, process.pid);
  await third.stop();
  assert.equal(existsSync(join(other, 'admin.json')), false);
  assert.ok(JSON.parse(readFileSync(file, 'utf8')));
});

test('an exposed one listens elsewhere too, for the token only', async () => {
  const wide = orders({ engine: memory(), admin: { host: '0.0.0.0', exposed: true, directory: join(directory, 'wide') }, log: silentLog }).app;
  await wide.start();
  const client = new AdminClient(join(directory, 'wide/admin.json'));
  assert.match(client.access.url, /^http:\/\/127\.0\.0\.1:/);
  const authorization = `Bearer ${client.access.token}`;
  assert.equal((await client.ask('/app', { headers: { authorization, host: 'machine.example' } })).status, 200);
  assert.equal((await client.ask('/app', { headers: {} })).status, 401);
  assert.equal((await client.ask('/app', { headers: { authorization, origin: 'http://machine.example' } })).status, 403);
  await wide.stop();
});

test('an address that is not loopback, an unknown option and a wrong variable are refused', async (context) => {
  const exposed = orders({ engine: memory(), admin: { host: '0.0.0.0', directory }, log: silentLog }).app;
  await assert.rejects(exposed.start(), { code: 'ADMIN_EXPOSED' });
  assert.throws(() => integration({ name: 'x', services: [], links: [], admin: { prot: 1 } as never }), /admin\.prot is not known; did you mean "port"/);
  context.after(() => delete process.env['ISTHMUS_ADMIN']);
  process.env['ISTHMUS_ADMIN'] = 'yes';
  await assert.rejects(orders({ engine: memory(), log: silentLog }).app.start(), { code: 'OPTION_INVALID' });
  process.env['ISTHMUS_ADMIN'] = '0';
  const closed = orders({ engine: memory(), admin: { directory: join(directory, 'closed') }, log: silentLog }).app;
  await closed.start();
  assert.equal(await closed.admin(), undefined);
  await closed.stop();
});
