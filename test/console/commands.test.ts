import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root, sourceCondition } from '../../tools/shell.ts';
import { eventually } from './admin-client.ts';
import { isthmusIn } from './command-line.ts';
import type { Ran } from './command-line.ts';
import { startOrders } from './orders-process.ts';
import type { OrdersProcess } from './orders-process.ts';

let app: OrdersProcess;
before(async () => void (app = await startOrders()));
after(() => app[Symbol.asyncDispose]());

const isthmus = (args: string, screen: Parameters<typeof isthmusIn>[2] = {}): Promise<Ran> => isthmusIn(app.directory, args.split(' '), screen);
const json = async (args: string): Promise<Record<string, unknown>> => JSON.parse((await isthmus(`${args} --json`)).out) as Record<string, unknown>;
const letters = async (): Promise<ReadonlyArray<{ readonly id: string }>> => (await json('queue dead orders'))['items'] as never;
const handled = async (): Promise<readonly string[]> => (await app.ask({ work: true })).handled ?? [];

test('a dead letter is found, shown, mended and sent again before what waits behind it', async () => {
  await app.ask({ place: [['bad', 'ada', -1], ['behind', 'ada', 1]] });
  await eventually(async () => (await letters()).length === 1);
  const [{ id } = { id: '' }] = await letters();

  const list = await isthmus('queue list', { terminal: true });
  assert.match(list.out, /^orders +0 +0 +0 +0 +1 +1 +- +running$/m);
  assert.match((await isthmus('queue show orders')).out, /ada\tpoisoned\t.*\t1\t/);
  const shown = await isthmus(`queue dead orders ${id}`);
  for (const part of [/The amount -1 is below zero/, /later messages of this key wait/, /"amount": -1/, new RegExp(`isthmus queue edit orders ${id}`)]) assert.match(shown.out, part);

  const wrong = await isthmusIn(app.directory, ['queue', 'edit', 'orders', id, '--data', '{"order":"bad"}']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /DATA_INVALID/);
  assert.match(wrong.err, /amount/);
  const mended = await isthmusIn(app.directory, ['queue', 'edit', 'orders', id, '--data', '-', '--redrive'], { typed: '{"order":"mended","customer":"ada","amount":1}' });
  assert.equal(mended.code, 0, mended.err);
  await eventually(async () => (await handled()).length === 2);
  assert.deepEqual(await handled(), ['mended', 'behind']);
  const gone = await isthmus(`queue redrive orders ${id}`);
  assert.deepEqual([gone.code, /DEAD_LETTER_UNKNOWN/.test(gone.err)], [5, true]);
});

test('a person edits with their editor; leaving the text as it is changes nothing', async () => {
  await app.ask({ place: [['typed', 'eve', -1]] });
  await eventually(async () => (await letters()).length === 1);
  const [{ id } = { id: '' }] = await letters();
  const editor = join(app.directory, 'editor.sh');
  writeFileSync(editor, '#!/bin/sh\nsed -i s/-1/7/ "$1"\n');
  chmodSync(editor, 0o755);
  const person = { terminal: true, interactive: true };
  assert.match((await isthmus(`queue edit orders ${id}`, { ...person, environment: { EDITOR: 'true' } })).err, /Nothing was changed/);
  assert.equal((await isthmus(`queue edit orders ${id}`, { ...person, environment: { EDITOR: 'false' } })).code, 2);
  assert.match((await isthmus(`queue edit orders ${id}`)).err, /--data/);
  // While the editor is open, somebody else edits the same dead letter.
  const slow = join(app.directory, 'slow.sh');
  const other = `${process.execPath} ${sourceCondition} ${join(root, 'bin/isthmus.cjs')} queue edit orders ${id} --data @other.json`;
  writeFileSync(join(app.directory, 'other.json'), '{"order":"typed","customer":"eve","amount":-1.5}');
  writeFileSync(slow, `#!/bin/sh\ncd ${app.directory} && ${other} > /dev/null && sed -i s/-1/-9/ "$1"\n`);
  chmodSync(slow, 0o755);
  const late = await isthmus(`queue edit orders ${id}`, { ...person, environment: { EDITOR: slow } });
  assert.deepEqual([late.code, /ADMIN_EDITED/.test(late.err)], [6, true], late.err);
  const edited = await isthmus(`queue edit orders ${id}`, { ...person, environment: { EDITOR: editor } });
  assert.match(edited.out, /"amount":7\.5/, edited.err);
  assert.equal((await isthmus('queue redrive orders --all')).out, '1 message of the queue "orders" sent again, before what waits behind it\n');
  await eventually(async () => (await handled()).includes('typed'));
});

test('what removes messages asks first, and refuses where nobody can be asked', async () => {
  await isthmus('queue pause orders');
  await app.ask({ place: Array.from({ length: 300 }, (_, at) => [`o${at}`, `c${at}`, 1] as const) });
  const waiting = (): Promise<number> => json('queue show orders').then(({ ready }) => ready as number);
  const before = await waiting();
  assert.ok(before > 0);
  const refused = await isthmus('queue purge orders');
  assert.deepEqual([refused.code, /--yes/.test(refused.err)], [2, true]);
  const person = { terminal: true, interactive: true };
  const no = await isthmus('queue purge orders', { ...person, typed: 'n\n' });
  assert.deepEqual([no.code, /\[y\/N\]/.test(no.err)], [1, true]);
  assert.equal(await waiting(), before);
  assert.match((await isthmus('queue peek orders')).out, /"order":"o/);
  assert.equal((await isthmus('queue purge orders', { ...person, typed: 'y\n' })).out, `${before} messages removed from the queue "orders"\n`);
  assert.equal(await waiting(), 0);
  assert.match((await isthmus('queue peek orders')).err, /Nothing waits/);
  assert.match((await isthmus('queue resume orders')).out, /is running/);
});

test('two commands at once redrive each dead letter once', async () => {
  await app.ask({ place: Array.from({ length: 40 }, (_, at) => [`t${at}`, `t${at}`, -1] as const) });
  await eventually(async () => (await json('queue show orders'))['deadLetters'] === 40);
  const all = (await json('queue dead orders --limit 100'))['items'] as ReadonlyArray<{ readonly id: string }>;
  const each = await Promise.all([...all, ...all].map(({ id }) => isthmusIn(app.directory, ['queue', 'redrive', 'orders', id])));
  assert.equal(each.filter(({ code }) => code === 0).length, 40);
  assert.equal(each.filter(({ code }) => code === 5).length, 40);
  await eventually(async () => (await json('queue show orders'))['deadLetters'] === 40);
  for (const { id } of (await json('queue dead orders --limit 100'))['items'] as typeof all) assert.equal((await isthmus(`queue discard orders ${id} -y`)).code, 0);
  assert.deepEqual(await letters(), []);
});

test('a stream is read; a group replays', async () => {
  const { seen = [] } = await app.ask({ work: true });
  assert.match((await isthmus('stream list')).out, /^orders\.seen\t2\t\d+\taudit \(0\)$/m);
  const records = (await Promise.all([0, 1].map((partition) => json(`stream read orders.seen --partition ${partition} --limit 1000`)))).flatMap(({ items }) => items as unknown[]);
  assert.ok(records.length > 0);
  assert.match((await isthmus('stream groups orders.seen')).out, /^audit\t0\t0\trunning/m);
  assert.equal((await isthmus('stream replay orders.seen audit --to beginning')).code, 2);
  assert.equal((await isthmus('stream replay orders.seen audit --yes')).code, 2);
  assert.equal((await isthmus('stream replay orders.seen audit --time yesterday --yes')).code, 2);
  assert.equal((await isthmus('stream replay orders.seen nobody --to end --yes')).code, 5);
  assert.equal((await isthmus('stream replay orders.seen audit --to beginning --yes')).code, 0);
  await eventually(async () => ((await app.ask({ work: true })).seen ?? []).length === seen.length + records.length);
});

test('a job is listed, watched and cancelled', async () => {
  const { job = '' } = await app.ask({ count: 100_000 });
  await eventually(async () => (await json(`job show ${job}`))['state'] === 'running');
  assert.match((await isthmus('job list --state running')).out, new RegExp(`^${job}\torders\\.count\trunning\t`, 'm'));
  const watched = isthmus(`job show ${job} --watch`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await isthmus(`job cancel ${job}`)).code, 0);
  const { code, err, out } = await watched;
  assert.deepEqual([code, /^running \d+%/.test(err), /state +cancelled/.test(out)], [1, true, true], err + out);
  const { job: short = '' } = await app.ask({ count: 3 });
  assert.equal((await isthmus(`job show ${short} --watch`)).code, 0);
  assert.equal((await isthmus('job show none')).code, 5);
});

test('an unknown queue, a wrong token, a stale file, an address of somebody else, no app: one clear sentence each', async (context) => {
  const unknown = await isthmus('queue show ordres');
  assert.deepEqual([unknown.code, /There is|has no queue "ordres"/.test(unknown.err), /Did you mean "orders"/.test(unknown.err)], [5, true, true], unknown.err);

  const empty = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-none-')));
  context.after(() => rmSync(empty, { recursive: true }));
  const none = await isthmusIn(empty, ['queue', 'list']);
  assert.deepEqual([none.code, none.out], [4, '']);
  assert.match(none.err, /APP_NOT_FOUND[\s\S]*isthmus start/);

  const place = (name: string, change: object): void => {
    mkdirSync(join(empty, '.isthmus', name), { recursive: true });
    const access = JSON.parse(readFileSync(join(app.directory, '.isthmus/orders/admin.json'), 'utf8')) as object;
    writeFileSync(join(empty, '.isthmus', name, 'admin.json'), JSON.stringify({ ...access, app: name, ...change }));
  };
  place('dead', { pid: 2 ** 22 + 1 });
  const stale = await isthmusIn(empty, ['queue', 'list']);
  assert.deepEqual([stale.code, /"dead" left its token file[\s\S]*is gone/.test(stale.err)], [4, true], stale.err);
  place('wrong', { token: 'x'.repeat(43) });
  const wrong = await isthmusIn(empty, ['queue', 'list']);
  assert.deepEqual([wrong.code, /ADMIN_TOKEN_REFUSED/.test(wrong.err)], [4, true], wrong.err);
  place('silent', { url: 'http://127.0.0.1:9' });
  const silent = await isthmusIn(empty, ['queue', 'list', '--app', 'silent']);
  assert.deepEqual([silent.code, /APP_UNREACHABLE/.test(silent.err)], [4, true], silent.err);
  const several = await isthmusIn(empty, ['queue', 'list']);
  assert.deepEqual([several.code, /--app/.test(several.err), /wrong/.test(several.err)], [2, true, true], several.err);

  const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  context.after(() => other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  place('foreign', { url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
  const foreign = await isthmusIn(empty, ['queue', 'list', '--app', 'foreign']);
  assert.deepEqual([foreign.code, /APP_FOREIGN/.test(foreign.err)], [4, true], foreign.err);

  const file = join(empty, '.isthmus/wrong/admin.json');
  for (const text of ['', '{', 'null', '[]', '{"url":"x"}', '\0\0']) {
    writeFileSync(file, text);
    assert.equal((await isthmusIn(empty, ['queue', 'list', '--app', 'wrong'])).code, 4, JSON.stringify(text));
  }
  const byPath = await isthmusIn(empty, ['queue', 'list', '--app', join(app.directory, '.isthmus/orders')]);
  assert.equal(byPath.code, 0, byPath.err);
  const below = join(app.directory, 'a/b');
  mkdirSync(below, { recursive: true });
  assert.equal((await isthmusIn(below, ['queue', 'list'])).code, 0);
  for (const failed of [none, stale, wrong, silent, several, foreign, unknown]) assert.doesNotMatch(failed.err, /^\s+at /m);
});

test('a token file that another user left is not followed, unless it is named', async (context) => {
  context.mock.method(process as Required<Pick<NodeJS.Process, 'getuid'>>, 'getuid', () => 12_345);
  const found = await isthmus('queue list');
  assert.deepEqual([found.code, /APP_NOT_FOUND/.test(found.err), /another\s+user/.test(found.err)], [4, true, true], found.err);
  assert.equal((await isthmusIn(app.directory, ['queue', 'list', '--app', '.isthmus/orders'])).code, 0);
});

test('what a message says can not steer the terminal', async () => {
  const hostile = '\u001B]0;owned\u0007\u001B[2J\u009B31m\u202Eevil\nnext\trow';
  await app.ask({ place: [[hostile, hostile, -1]] });
  await eventually(async () => (await letters()).length === 1);
  const [{ id } = { id: '' }] = await letters();
  const mended = await isthmusIn(app.directory, ['queue', 'edit', 'orders', id, '--data', JSON.stringify({ order: hostile, customer: hostile, amount: -2 })]);
  const asked = await isthmus(`queue discard orders ${id}`, { terminal: true, interactive: true, typed: 'n\n' });
  for (const { out, err } of [mended, asked, await isthmus('queue dead orders', { terminal: true }), await isthmus('queue dead orders'), await isthmus(`queue dead orders ${id}`), await isthmus('queue show orders')]) {
    for (const each of out + err) assert.ok((each >= ' ' || each === '\n' || each === '\t') && !(each >= '\u007F' && each <= '\u009F') && each !== '\u202E', JSON.stringify(out + err));
  }
  assert.equal((await isthmus('queue dead orders')).out.trim().split('\n').length, 2);
  assert.equal((await isthmus(`queue discard orders ${id} --yes`)).code, 0);
});

test('a huge body is refused with what to do', async () => {
  await app.ask({ place: [['huge', 'huge', -1]] });
  await eventually(async () => (await letters()).length === 1);
  const [{ id } = { id: '' }] = await letters();
  const huge = await isthmusIn(app.directory, ['queue', 'edit', 'orders', id, '--data', '-'], { typed: JSON.stringify({ order: 'x'.repeat(17 * 1024 * 1024) }) });
  assert.deepEqual([huge.code, /BODY_TOO_LARGE/.test(huge.err)], [2, true], huge.err.slice(0, 500));
});
