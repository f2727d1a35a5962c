import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { unseal } from '../../../src/asynchronous/delivery/envelope.ts';
import { checkIntegrity } from '../../../src/engines/embedded/index.ts';
import { currentFormat, migrate, migrations } from '../../../src/engines/embedded/store/schema.ts';
import { version } from '../../../src/kernel/version.ts';
import { directoryFor, ids, message, open, sending, take, textOf, withCode } from './setup.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const olderFormats = readdirSync(fixtures).filter((name) => name.startsWith('embedded-format-')).map((name) => Number(name.slice('embedded-format-'.length)));

/** The files that a killed process of an older version left behind; see write-fixture.ts. */
function leftBehind(context: TestContext, format: number): string {
  const directory = directoryFor(context);
  const from = join(fixtures, `embedded-format-${format}`);
  for (const file of readdirSync(from)) writeFileSync(join(directory, file.replace(/\.gz$/, '')), gunzipSync(readFileSync(join(from, file))));
  return directory;
}

function inside<T>(directory: string, look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(directory, 'isthmus.db'));
  try {
    return look(database);
  } finally {
    database.close();
  }
}

const formatOf = (directory: string) => inside(directory, (database) => database.prepare('PRAGMA user_version').get()?.['user_version']);
const historyOf = (directory: string) => inside(directory, (database) => database.prepare('SELECT format, version FROM history ORDER BY format').all().map((row) => ({ ...row })));

test('every older format has its files', () => {
  assert.deepEqual(olderFormats.toSorted((a, b) => a - b), Array.from({ length: currentFormat - 1 }, (_, index) => index + 1));
});

for (const format of olderFormats) {
  test(`what a killed process of format ${format} left behind is all there, and goes on`, async (context) => {
    const directory = leftBehind(context, format);
    const engine = await open(context, directory);
    assert.equal(engine.recovered, true);
    await engine.queues.declare({ name: 'q', lanes: 4, deduplicationWindow: 86_400_000 });
    await engine.streams.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
    await engine.commit(sending('q', message('again', { deduplicationId: 'd' })));
    const peeked = await engine.queues.peek('q', 100);
    assert.deepEqual(peeked.map(({ id }) => id), [...Array.from({ length: 10 }, (_, n) => `m${n}`), 'once', 'late'], 'the first one was handled, the last one waits for its time');
    assert.deepEqual(peeked[3]?.extensions, { note: 'n3' });
    const member = await engine.streams.subscribe('s', 'g', { from: 'beginning', window: 10 });
    assert.deepEqual(ids(await take(member, 5)), ['r3', 'r4', 'r5', 'r6', 'r7']);
    assert.deepEqual((await engine.state.scan('c', { limit: 10 })).map(({ key, value }) => [key, textOf(value)]), [['a', 'one'], ['b', 'two']]);
    const letter = unseal<{ reason: string }>((await engine.state.get('dead-letters', 'letter'))?.value ?? new Uint8Array(4));
    assert.deepEqual([letter.facts.reason, letter.message.id, letter.message.key], ['failed', 'dead', 'k']);
    await engine.close();
    const report = checkIntegrity(directory);
    assert.deepEqual([report.intact, report.format], [true, currentFormat]);
    assert.equal((await open(context, directory)).recovered, false);
  });
}

test('a database knows which version brought it to its format', async (context) => {
  const fresh = directoryFor(context);
  await (await open(context, fresh)).close();
  assert.deepEqual(historyOf(fresh), [{ format: 2, version }]);
  const older = leftBehind(context, 1);
  await (await open(context, older)).close();
  assert.deepEqual(historyOf(older), [{ format: 2, version }]);
});

test('a process that is killed in the middle of a migration leaves the format that it had, with everything in it', async (context) => {
  const directory = leftBehind(context, 1);
  const child = fileURLToPath(new URL('./migrate-child.ts', import.meta.url));
  const run = spawnSync(process.execPath, ['--conditions=isthmus-source', child, directory], { encoding: 'utf8' });
  assert.equal(run.signal, 'SIGKILL', run.stderr);
  assert.equal(formatOf(directory), currentFormat, 'the steps before the last one are kept');
  assert.equal(inside(directory, (database) => database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'half'").get()?.['count']), 0);
  inside(directory, (database) => migrate(database, [...migrations, 'CREATE TABLE half (id INTEGER)']));
  assert.equal(formatOf(directory), currentFormat + 1, 'it goes on where it was');
  assert.deepEqual(historyOf(directory).map((row) => row['format']), Array.from({ length: currentFormat }, (_, index) => index + 2));
  assert.equal(inside(directory, (database) => database.prepare("SELECT value FROM meta WHERE name = 'running'").get()?.['value']), 1);
});

test('a step that fails changes nothing', (context) => {
  const directory = leftBehind(context, 1);
  assert.throws(() => inside(directory, (database) => migrate(database, [migrations[0] ?? '', 'CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)'])));
  assert.equal(formatOf(directory), 1);
});

test('a newer format is refused and says which version wrote it', async (context) => {
  const directory = directoryFor(context);
  await (await open(context, directory)).close();
  inside(directory, (database) => database.exec("INSERT INTO history VALUES (99, '7.3.1', 0); PRAGMA user_version = 99"));
  await assert.rejects(open(context, directory), (error) => withCode('STORE_FORMAT_NEWER')(error) && error instanceof Error && error.message.includes('format 99, written by isthmus 7.3.1'));
});
