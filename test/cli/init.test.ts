import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import type { Io } from '../../src/cli/command.ts';
import { buildOf, ownRange } from '../../src/cli/init/own-package.ts';
import { run } from '../../src/cli/run.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isthmus-init-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Answers come one after the other, as a person types them. */
async function init(args: readonly string[], answers?: readonly string[], more: Partial<Io> = {}) {
  const said = { out: '', err: '' };
  const io: Io = {
    stdout: { write: (text) => void (said.out += text) }, stderr: { write: (text) => void (said.err += text) },
    stdin: Readable.from((answers ?? []).map((answer) => `${answer}\n`)),
    terminal: false, interactive: answers !== undefined, color: false, width: 80, directory, environment: {}, json: false, verbose: false, version: '9.9.9',
    interrupted: new AbortController().signal, ...more,
  };
  return { code: await run(['init', ...args], io), ...said };
}

const written = (project: string, file: string): string => readFileSync(join(directory, project, file), 'utf8');

test('without questions: a queue consumer with zod, and what to do next', async () => {
  const { code, out, err } = await init(['demo', '--yes']);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.match(out, /^ {2}cd demo\n {2}npm install\n {2}npx isthmus dev\n/m);
  assert.match(out, /\n {2}curl /);
  assert.deepEqual(readdirSync(join(directory, 'demo')).toSorted(), ['.gitignore', 'README.md', 'app.test.ts', 'app.ts', 'package.json', 'tsconfig.json']);
  assert.match(written('demo', 'app.ts'), /from 'isthmus\/queue'/);
  assert.ok('zod' in (JSON.parse(written('demo', 'package.json')) as { readonly dependencies: object }).dependencies);
});

test('options choose what is written; the directory may be the one that one is in, a fresh repository of Git too', async () => {
  mkdirSync(join(directory, '.git'));
  const { code, out } = await init(['.', '--kind', 'job', '--validator', 'arktype', '--name', 'labels']);
  assert.equal(code, 0);
  assert.match(out, /^ {2}npm install\n/m);
  assert.doesNotMatch(out, /cd /);
  assert.match(written('.', 'app.ts'), /name: 'labels'/);
  assert.match(written('.', 'app.ts'), /from 'arktype'/);
});

test('a person is asked for what was not said; a wrong answer is asked again', async () => {
  mkdirSync(join(directory, 'full'));
  writeFileSync(join(directory, 'full/notes.txt'), '');
  const { code, out } = await init([], ['full', 'shop', '', '7', 'stream', '2', 'no']);
  assert.equal(code, 0, out);
  assert.match(out, /The directory full is not empty: notes\.txt/);
  assert.match(out, /Answer with 1 to 4, or with the word/);
  assert.match(written('shop', 'app.ts'), /from 'isthmus\/stream'/);
  assert.match(written('shop', 'app.ts'), /from 'valibot'/);
});

test('input that ends leaves nothing behind', async () => {
  const { code, err } = await init([], ['shop']);
  assert.equal(code, 130);
  assert.match(err, /QUESTION_UNANSWERED/);
  assert.equal(existsSync(join(directory, 'shop')), false);
});

test('what is there is never overwritten', async () => {
  mkdirSync(join(directory, 'demo'));
  writeFileSync(join(directory, 'demo/app.ts'), 'mine');
  writeFileSync(join(directory, 'demo/notes.md'), 'mine');
  const { code, err } = await init(['demo', '--yes']);
  assert.equal(code, 6);
  assert.match(err, /not empty: app\.ts, notes\.md/);
  assert.equal(written('demo', 'app.ts'), 'mine');
  assert.deepEqual(readdirSync(join(directory, 'demo')), ['app.ts', 'notes.md']);

  writeFileSync(join(directory, 'taken'), '');
  assert.equal((await init(['taken', '--yes'])).code, 6);
});

test('where nobody can be asked and no directory is said, that is told', async () => {
  const { code, err } = await init([]);
  assert.equal(code, 2);
  assert.match(err, /isthmus init my-app/);
});

test('a name is made from the directory, or asked for where none can be made', async () => {
  await init(['My Shop_2', '--yes']);
  assert.match(written('My Shop_2', 'app.ts'), /name: 'my-shop-2'/);
  await init(['zod', '--yes']);
  assert.equal((JSON.parse(written('zod', 'package.json')) as { readonly name: string }).name, 'zod-app');
  const { code, err } = await init(['日本', '--yes']);
  assert.equal(code, 2);
  assert.match(err, /--name/);
  assert.equal((await init(['other', '--name', '../x'])).code, 2);
  assert.equal(existsSync(join(directory, 'other')), false);
});

test('a place that can not be written to is told', async () => {
  writeFileSync(join(directory, 'file'), '');
  const { code, err } = await init(['file/below', '--yes']);
  assert.equal(code, 3);
  assert.match(err, /DIRECTORY_UNWRITABLE/);
  assert.doesNotMatch(err, /^\s+at /m);
});

test('packages are installed where that is asked for, and a failure leaves the project', async () => {
  const path = process.env['PATH'];
  const npm = join(directory, 'bin/npm');
  mkdirSync(join(directory, 'bin'));
  process.env['PATH'] = `${join(directory, 'bin')}:/usr/bin:/bin`;
  try {
    writeFileSync(npm, '#!/bin/sh\necho "$@" > installed.txt\n', { mode: 0o755 });
    const good = await init(['good', '--yes', '--install']);
    assert.equal(good.code, 0);
    assert.equal(written('good', 'installed.txt'), 'install\n');
    assert.doesNotMatch(good.out, /npm install/);
    writeFileSync(npm, '#!/bin/sh\nexit 7\n');
    const bad = await init(['bad', '--yes', '--install']);
    assert.equal(bad.code, 4);
    assert.match(bad.err, /npm install ended with 7/);
    assert.ok(existsSync(join(directory, 'bad/app.ts')));
  } finally {
    process.env['PATH'] = path;
  }
});

test('--json gives one document', async () => {
  const { out } = await init(['demo'], undefined, { json: true });
  const { name, next } = JSON.parse(out) as { readonly name: string; readonly next: readonly string[] };
  assert.equal(name, 'demo');
  assert.deepEqual(next.slice(-3), ['cd demo', 'npm install', 'npx isthmus dev']);
});

test('an installed package names its version, a copy of the repository itself', () => {
  assert.equal(ownRange('1.2.3', '/home/ada/shop/node_modules/isthmus/package.json'), '^1.2.3');
  assert.equal(ownRange('1.2.3', '/home/ada/isthmus/package.json'), 'file:/home/ada/isthmus');
  assert.equal(buildOf('^1.2.3'), undefined);
  assert.equal(buildOf(`file:${directory}`), `npm run build --prefix ${directory}`);
  mkdirSync(join(directory, 'dist/src'), { recursive: true });
  writeFileSync(join(directory, 'dist/src/index.js'), '');
  assert.equal(buildOf(`file:${directory}`), undefined);
});
