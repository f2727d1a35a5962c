import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wantsColor } from '../../src/cli/process-io.ts';
import { manifest } from '../../tools/package.ts';
import { root } from '../../tools/shell.ts';
import { shopText } from './maps.ts';
import { isthmusProcess } from './process.ts';
import { folder } from './terminal.ts';

const bin = join(root, 'bin/isthmus.cjs');

test('the version is told at once', () => assert.deepEqual(isthmusProcess(['--version']), { code: 0, out: `${(manifest as { readonly version?: string }).version}\n`, err: '' }));

test('an old Node gets a clear sentence before anything else is read', () => {
  const script = `Object.defineProperty(process.versions, 'node', { value: '18.20.1' }); require(${JSON.stringify(bin)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  assert.match(stderr, /^Isthmus needs Node 24\.6 or later; this is Node 18\.20\.1\./);
  assert.equal(status, 3);
});

test('the file that checks the version is written in the oldest syntax', () => {
  const code = readFileSync(bin, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '');
  assert.doesNotMatch(code, /=>|`|\b(?:const|let|class|import|async|await)\b|\?\.|\?\?|\.\.\./);
});

test('in the repository the sources are run, and an app means them too', () => {
  const { status, stdout } = spawnSync(process.execPath, [bin, 'describe', 'examples/departures/app.ts'], { cwd: root, encoding: 'utf8' });
  assert.match(stdout, /^departures {2}\d+ parties/);
  assert.equal(status, 0);
});

test('piped output has no escape codes and cuts nothing', () => {
  using directory = folder({ 'shop.json': shopText });
  for (const args of [['check', 'shop.json', '--all'], ['describe', 'shop.json'], ['help', 'check'], ['help'], ['nonsense']]) {
    const { out, err } = isthmusProcess(args, directory.path);
    assert.ok(!`${out}${err}`.includes('\u001B'), args.join(' '));
    assert.ok(!out.includes('…\n'));
  }
});

test('a reader that has seen enough is no fault', () => {
  using directory = folder({ 'shop.json': shopText });
  const { status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; "$0" --conditions=isthmus-source ${bin} describe shop.json --json | head -c 1`, process.execPath], { cwd: directory.path, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
});

test('colours follow NO_COLOR, FORCE_COLOR and the terminal', () => {
  assert.deepEqual(
    [wantsColor({}, true), wantsColor({}, false), wantsColor({ NO_COLOR: '1' }, true), wantsColor({ NO_COLOR: '' }, true), wantsColor({ FORCE_COLOR: '1' }, false), wantsColor({ FORCE_COLOR: '0' }, true), wantsColor({ TERM: 'dumb' }, true)],
    [true, false, false, true, true, false, false],
  );
});
