import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { versionOf } from '../../src/cli/dev/version.ts';
import { Watcher } from '../../src/cli/dev/watcher.ts';

let directory = '';
let watcher: Watcher;
let told: string[][] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isthmus-watcher-'));
  told = [];
  watcher = new Watcher((files) => told.push(files.map((file) => basename(file)).toSorted()), { quiet: 30, look: 100 });
});
afterEach(() => {
  watcher.close();
  rmSync(directory, { recursive: true, force: true });
});

const at = (name: string): string => join(directory, name);
const see = (...names: string[]): void => watcher.see(names.map((name) => ({ path: at(name), version: versionOf(at(name)) })));
/** Long enough that a second telling would have come. */
const settled = async (): Promise<void> => {
  while (told.length === 0) await sleep(10);
  await sleep(250);
};

test('what is saved together is told once', async () => {
  for (const name of ['a.ts', 'b.ts', 'c.ts']) writeFileSync(at(name), '1');
  see('a.ts', 'b.ts', 'c.ts');
  for (let round = 0; round < 5; round += 1) {
    writeFileSync(at('a.ts'), `changed ${round}`);
    writeFileSync(at('b.ts'), `changed ${round}`);
  }
  await settled();
  assert.deepEqual(told, [['a.ts', 'b.ts']]);
});

test('a file that is replaced by another, as editors save, is told', async () => {
  writeFileSync(at('a.ts'), 'same size');
  see('a.ts');
  writeFileSync(at('a.ts.new'), 'same size');
  renameSync(at('a.ts.new'), at('a.ts'));
  await settled();
  assert.deepEqual(told, [['a.ts']]);
});

test('a file that goes and comes back in between is told; so is one that was missing', async () => {
  mkdirSync(at('folder'));
  writeFileSync(at('folder/a.ts'), '1');
  see('folder/a.ts', 'folder/missing.ts');
  rmSync(at('folder'), { recursive: true });
  mkdirSync(at('folder'));
  writeFileSync(at('folder/a.ts'), 'other');
  await settled();
  assert.deepEqual(told, [['a.ts']]);
  told = [];
  writeFileSync(at('folder/missing.ts'), '1');
  await settled();
  assert.deepEqual(told, [['missing.ts']]);
});

test('a save between being read and being watched is told', async () => {
  writeFileSync(at('a.ts'), '1');
  const seen = { path: at('a.ts'), version: versionOf(at('a.ts')) };
  writeFileSync(at('a.ts'), 'longer');
  watcher.see([seen]);
  await settled();
  assert.deepEqual(told, [['a.ts']]);
});

test('other files of the folder are nobody\'s business; a watched folder tells all of them, but for what is installed', async () => {
  mkdirSync(at('data'));
  mkdirSync(at('data/node_modules'));
  writeFileSync(at('a.ts'), '1');
  see('a.ts', 'data');
  writeFileSync(at('notes.txt'), '1');
  writeFileSync(at('data/node_modules/x'), '1');
  await sleep(300);
  assert.deepEqual(told, []);
  writeFileSync(at('data/new.json'), '1');
  await settled();
  assert.deepEqual(told, [['data']]);
});
