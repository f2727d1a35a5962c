import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, after, test } from 'node:test';
import fc from 'fast-check';
import { embedded } from '../../../src/engines/embedded/engine.ts';
import { checkIntegrity } from '../../../src/engines/embedded/index.ts';
import { IsthmusError } from '../../../src/kernel/error.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { bytes, directoryFor, message, open, quiet, textOf, withCode } from './setup.ts';

const units = 60;
let source = '';

/** The files of a process that wrote `units` units and died: most of it in the database, the rest in the log. */
before(async () => {
  source = mkdtempSync(join(tmpdir(), 'isthmus-embedded-'));
  const live = join(source, 'live');
  for (const [from, to] of [[0, 20], [20, units]] as const) {
    const engine = await embedded({ directory: live }).open({ clock: systemClock, log: quiet });
    await engine.streams?.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
    for (let index = from; index < to; index += 1) {
      await engine.commit({
        append: [{ stream: 's', message: message(`${index}`, { data: new Uint8Array(3_000).fill(index) }) }],
        state: [{ put: 'last', collection: 'c', value: bytes(`${index}`) }],
      });
    }
    if (to === units) cpSync(live, join(source, 'died'), { recursive: true });
    await engine.close();
  }
});
after(() => rmSync(source, { recursive: true, force: true }));

/** How many units are there: they must be the first ones, whole. */
async function unitsIn(directory: string): Promise<number> {
  const engine = await embedded({ directory }).open({ clock: systemClock, log: quiet });
  try {
    await engine.streams?.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
    const records = (await engine.streams?.read('s', 0, 0, 1_000)) ?? [];
    records.forEach(({ message: { id, data } }, index) => {
      assert.equal(id, `${index}`);
      assert.ok(data.length === 3_000 && data.every((byte) => byte === index));
    });
    const last = await engine.state?.get('c', 'last');
    assert.equal(last === undefined ? -1 : Number(textOf(last.value)), records.length - 1);
    return records.length;
  } finally {
    await engine.close();
  }
}

/** A copy with one of its files spoilt: the number of whole units in it, or the code of the refusal. */
async function afterSpoiling(kind: 'live' | 'died', file: string, spoil: (path: string) => void): Promise<number | string> {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-embedded-'));
  try {
    cpSync(join(source, kind), directory, { recursive: true });
    spoil(join(directory, file));
    return await unitsIn(directory);
  } catch (error) {
    if (error instanceof IsthmusError) return error.code;
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

test('whole files give every unit', async () => {
  assert.equal(await afterSpoiling('died', 'isthmus.db', () => undefined), units);
  assert.equal(await afterSpoiling('live', 'isthmus.db', () => undefined), units);
});

test('a log cut at any byte gives the units before the cut', async () => {
  let shortened = 0;
  await fc.assert(fc.asyncProperty(place, async (where) => {
    const found = await afterSpoiling('died', 'isthmus.db-wal', (path) => truncateSync(path, Math.floor(statSync(path).size * where)));
    assert.ok(typeof found === 'number' && found >= 20 && found <= units, `${found}`);
    if (found < units) shortened += 1;
  }), { numRuns: 40 });
  assert.ok(shortened > 20, 'the cuts did cut');
});

test('a log that was changed at any byte gives the units before the change', async () => {
  await fc.assert(fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (where, change) => {
    const found = await afterSpoiling('died', 'isthmus.db-wal', (path) => flip(path, where, change));
    assert.ok(typeof found === 'number' && found >= 20 && found <= units, `${found}`);
  }), { numRuns: 30 });
});

test('a database cut at any byte is refused, with a code', async () => {
  await fc.assert(fc.asyncProperty(place.filter((where) => where > 0), async (where) => {
    assert.equal(await afterSpoiling('live', 'isthmus.db', (path) => truncateSync(path, Math.max(1, Math.floor(statSync(path).size * where)))), 'STORE_DAMAGED');
  }), { numRuns: 30 });
});

test('a database cut to nothing, or lost, is not taken for a new one', async () => {
  for (const kind of ['live', 'died'] as const) {
    assert.equal(await afterSpoiling(kind, 'isthmus.db', (path) => truncateSync(path, 0)), 'STORE_DAMAGED');
    assert.equal(await afterSpoiling(kind, 'isthmus.db', (path) => rmSync(path)), 'STORE_DAMAGED');
  }
});

test('the log of a killed process shows that there was a database, also where an older version left no mark', async () => {
  assert.equal(await afterSpoiling('died', 'isthmus.db', (path) => {
    truncateSync(path, 0);
    rmSync(join(dirname(path), 'isthmus.mark'));
  }), 'STORE_DAMAGED');
});

test('a process that was killed before it had written anything leaves a directory that can be used', async () => {
  assert.equal(await afterSpoiling('live', 'isthmus.db', (path) => {
    truncateSync(path, 0);
    rmSync(join(dirname(path), 'isthmus.mark'));
  }), 0);
});

test('the integrity check tells that a database was emptied', async (context) => {
  const directory = directoryFor(context);
  cpSync(join(source, 'live'), directory, { recursive: true });
  truncateSync(join(directory, 'isthmus.db'), 0);
  const { intact, problems } = checkIntegrity(directory);
  assert.ok(!intact && problems[0]?.what.includes('is empty'), JSON.stringify(problems));
});

test('a database changed at any byte gives the right units or a code, never wrong data', async () => {
  await fc.assert(fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (where, change) => {
    const found = await afterSpoiling('live', 'isthmus.db', (path) => flip(path, where, change));
    assert.ok(found === units || (typeof found === 'string' && found.startsWith('STORE_')), `${found}`);
  }), { numRuns: 60 });
});

function flip(path: string, where: number, change: number): void {
  const content = readFileSync(path);
  const at = Math.floor(content.length * where);
  content[at] = (content[at] ?? 0) ^ change;
  writeFileSync(path, content);
}

test('the integrity check finds changed bytes and missing batches, and changes nothing', async (context) => {
  const directory = directoryFor(context);
  cpSync(join(source, 'live'), directory, { recursive: true });
  const whole = checkIntegrity(directory);
  assert.deepEqual([whole.intact, whole.batches, whole.messages, whole.problems.length], [true, units, units, 0]);
  const database = new DatabaseSync(join(directory, 'isthmus.db'));
  database.exec("UPDATE body SET data = zeroblob(length(data)) WHERE id = 7; DELETE FROM body WHERE id = 9; UPDATE batch SET remaining = 5 WHERE body = 11; INSERT INTO body VALUES (999, 'x')");
  database.close();
  const { problems } = checkIntegrity(directory);
  assert.deepEqual(problems.map(({ what }) => what), [
    'Its bytes do not match its checksum.', 'Its bytes are missing.', '0 of its 1 records are done and 5 remain.', '1 batches belong to no log.',
  ]);
  const engine = await open(context, directory);
  await engine.streams.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
  await assert.rejects(engine.streams.read('s', 0, 0, 100), withCode('STORE_DAMAGED'));
  assert.throws(() => checkIntegrity(directory), withCode('STORE_OWNED'));
  assert.throws(() => checkIntegrity(join(directory, 'nothing')), withCode('STORE_FAILED'));
});

test('damage is told to whoever receives, not to whoever sends', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory, undefined, { memory: '1MiB' });
  await engine.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  await engine.commit({ send: [{ queue: 'q', message: message('spoilt') }] });
  await engine.close();
  const database = new DatabaseSync(join(directory, 'isthmus.db'));
  database.exec('UPDATE body SET data = zeroblob(length(data))');
  database.close();
  const again = await open(context, directory);
  await again.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const receiver = await again.queues.consume('q', { prefetch: 5 });
  await assert.rejects(receiver.receive(1), withCode('STORE_DAMAGED'));
  await again.commit({ send: [{ queue: 'q', message: message('whole') }] });
});

test('a newer format and a foreign database are refused', async (context) => {
  const newer = directoryFor(context);
  await (await open(context, newer)).close();
  const database = new DatabaseSync(join(newer, 'isthmus.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  await assert.rejects(open(context, newer), withCode('STORE_FORMAT_NEWER'));
  const foreign = directoryFor(context);
  const other = new DatabaseSync(join(foreign, 'isthmus.db'));
  other.exec('CREATE TABLE customers (id)');
  other.close();
  await assert.rejects(open(context, foreign), withCode('STORE_FORMAT_FOREIGN'));
});
