import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { embedded } from '../../../src/engines/embedded/engine.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { bytes, directoryFor, open, quiet, withCode } from './setup.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));

test('a directory has one owner; the error names it, and its death frees the directory', async (context) => {
  const directory = directoryFor(context);
  const owner = spawn(process.execPath, ['--conditions=isthmus-source', child, directory, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  await assert.rejects(
    embedded({ directory }).open({ clock: systemClock, log: quiet }),
    (error) => withCode('STORE_OWNED')(error) && error instanceof Error && error.message.includes(`pid ${owner.pid}`),
  );
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const engine = await open(context, directory);
  assert.equal(engine.recovered, true, 'the owner before ended uncleanly');
  await assert.rejects(embedded({ directory }).open({ clock: systemClock, log: quiet }), (error) => error instanceof Error && error.message.includes('this process'));
  await engine.close();
  assert.equal((await open(context, directory)).recovered, false);
});

test('a directory on a file system of the kernel is refused at once', { skip: process.platform !== 'linux' && 'these file systems are of Linux' }, async () => {
  for (const directory of ['/proc/isthmus/data', '/proc/self/isthmus', '/sys/isthmus']) {
    await assert.rejects(embedded({ directory }).open({ clock: systemClock, log: quiet }), withCode('STORE_PLACE_UNFIT'), directory);
  }
});

/** The locks that processes have on a file, where the system tells. */
function locksOn(file: string): readonly string[] {
  if (!existsSync('/proc/locks')) return [];
  return readFileSync('/proc/locks', 'utf8').split('\n').filter((line) => line.includes(`:${statSync(file).ino} `));
}

test('the database stays locked while it is open, so that no other program takes its log away', async (context) => {
  const directory = directoryFor(context);
  const control = new DatabaseSync(join(directory, 'control.db'));
  control.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)');
  const told = locksOn(join(directory, 'control.db')).length > 0;
  control.close();
  if (!told) return context.skip('this system does not tell of locks');
  for (const started of ['new', 'cleanly stopped', 'killed']) {
    const engine = await open(context, directory);
    await engine.commit({ state: [{ put: 'a', collection: 'c', value: bytes('before') }] });
    assert.ok(locksOn(join(directory, 'isthmus.db')).length > 0, started);
    const copy = readFileSync(join(directory, 'isthmus.db-wal'));
    await engine.close();
    if (started === 'cleanly stopped') writeFileSync(join(directory, 'isthmus.db-wal'), copy);
  }
});

test('wrong options are refused by name', () => {
  const wrong = [{}, { directory: '' }, { directory: 'x', durability: 'none' }, { directory: 'x', memory: 1 }, { directory: 'x', colour: 'red' }];
  for (const options of wrong) {
    // What a program without types could pass.
    assert.throws(() => embedded(options as Parameters<typeof embedded>[0]), withCode('OPTION_INVALID'));
  }
});
