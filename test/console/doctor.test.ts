import assert from 'node:assert/strict';
import { chmodSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { checkDisk } from '../../src/cli/doctor/disk.ts';
import { checkNode, checkPeers, satisfies } from '../../src/cli/doctor/package.ts';
import { isthmusIn } from './command-line.ts';
import { startOrders } from './orders-process.ts';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly found: string;
  readonly fix?: string;
}

function empty(context: TestContext): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-doctor-')));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function examined(directory: string, ...args: string[]): Promise<{ readonly code: number; readonly of: (name: string) => Check | undefined }> {
  const { code, out, err } = await isthmusIn(directory, ['doctor', '--json', '--port', '1', ...args]);
  assert.equal(err, '');
  const { checks } = JSON.parse(out) as { readonly checks: readonly Check[] };
  for (const { state, fix } of checks) assert.equal(fix !== undefined, state !== 'ok');
  return { code, of: (name) => checks.find((each) => each.name === name) };
}

test('ranges as packages write them', () => {
  const cases: ReadonlyArray<readonly [string, string, boolean]> = [
    ['24.6.0', '>=24.6', true], ['24.5.9', '>=24.6', false], ['26.0.0', '>=24.6', true], ['5.1.0', '^5.0.0', true], ['6.0.0', '^5.0.0', false], ['4.9.9', '^5.0.0', false],
    ['0.3.4', '^0.3.1', true], ['0.4.0', '^0.3.1', false], ['5.0.0', '^4.0.0 || ^5.0.0', true], ['1.2.3', '^1.3.0', false],
  ];
  for (const [version, range, fits] of cases) assert.equal(satisfies(version, range), fits, `${version} in ${range}`);
  assert.equal(checkNode('22.1.0').state, 'fail');
  assert.equal(checkNode().state, 'ok');
});

test('a package that is too old is told with what to install', (context) => {
  const directory = empty(context);
  for (const [name, version] of [['fastify', '4.2.0'], ['hono', '4.9.0']] as const) {
    mkdirSync(join(directory, 'node_modules', name), { recursive: true });
    writeFileSync(join(directory, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  }
  const found = checkPeers(join(directory, 'deeper'), { fastify: '^5.0.0', hono: '^4.0.0', nothing: '^1.0.0' });
  assert.deepEqual(found.map(({ name, state }) => [name, state]), [['package fastify', 'warn'], ['package hono', 'ok']]);
  assert.match(found[0]?.fix ?? '', /npm install fastify@"\^5\.0\.0"/);
});

test('a store that is in use is left alone; afterwards it is read whole; a damaged one is told', async (context) => {
  const app = await startOrders();
  context.after(() => app[Symbol.asyncDispose]());
  await app.ask({ place: Array.from({ length: 50 }, (_, at) => [`o${at}`, 'ada', at === 0 ? -1 : 1] as const) });
  const running = await examined(app.directory);
  assert.equal(running.code, 0);
  assert.match(running.of('store .isthmus/orders')?.found ?? '', new RegExp(`in use by the process with pid ${app.pid}`));
  assert.match(running.of('app orders')?.found ?? '', new RegExp(`pid ${app.pid}.*is ready`));

  await app.end('SIGKILL');
  const killed = await examined(app.directory);
  assert.equal(killed.of('app orders')?.state, 'warn');
  assert.match(killed.of('store .isthmus/orders')?.found ?? '', /It is intact: \d+ messages/);

  const copy = join(app.directory, '.isthmus/copy');
  mkdirSync(copy);
  copyFileSync(join(app.directory, '.isthmus/orders/isthmus.db'), join(copy, 'isthmus.db'));
  const file = openSync(join(copy, 'isthmus.db'), 'r+');
  writeSync(file, Buffer.alloc(60_000, 0x5a), 0, 60_000, 8_192);
  closeSync(file);
  const damaged = await examined(app.directory);
  assert.deepEqual([damaged.code, damaged.of('store .isthmus/copy')?.state], [1, 'fail']);
  assert.equal(damaged.of('store .isthmus/orders')?.state, 'ok');
});

test('an app file that is wrong fails; none at all is no fault; a store that is not there is', async (context) => {
  const directory = empty(context);
  assert.deepEqual([(await examined(directory)).code, (await examined(directory)).of('app file')?.state], [0, 'warn']);
  writeFileSync(join(directory, 'app.ts'), 'throw new Error("no");');
  const wrong = await examined(directory, 'app.ts');
  assert.deepEqual([wrong.code, wrong.of('app file')?.state], [1, 'fail']);
  assert.equal((await examined(directory, '--store', 'nowhere')).of('store nowhere')?.state, 'fail');
});

test('a port that somebody else has, and a directory that can not be written to', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  context.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const { out } = await isthmusIn(empty(context), ['doctor', '--port', String(port)]);
  assert.match(out, new RegExp(`^warn\tport ${port}\tAnother process listens there`, 'm'));
  if (process.getuid?.() === 0) return context.diagnostic('root writes everywhere');
  const closed = empty(context);
  chmodSync(closed, 0o500);
  assert.equal(checkDisk(join(closed, 'deeper'))[0]?.state, 'fail');
});
