import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { checkIntegrity, reclaimSpace } from '../../../src/engines/embedded/index.ts';
import { directoryFor, message, open, sending, until, withCode } from './setup.ts';
import type { Opened } from './setup.ts';

const mebibyte = 1_048_576;
const sizeOf = (directory: string): number => statSync(join(directory, 'isthmus.db')).size;

/** 64 MiB that wait, and are in the database. */
async function filled(engine: Opened): Promise<void> {
  await engine.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const data = new Uint8Array(mebibyte);
  for (let index = 0; index < 64; index += 1) await engine.commit(sending('q', message(`${index}`, { data })));
}

test('room that became free is given back to the disk while nothing is committed, and what is left is whole', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await filled(engine);
  await engine.queues.declare({ name: 'kept', lanes: 0, deduplicationWindow: 0 });
  await engine.commit(sending('kept', message('kept', { data: new Uint8Array(mebibyte).fill(7) })));
  await until(() => sizeOf(directory) > 48 * mebibyte);
  await engine.queues.purge('q');
  await until(() => sizeOf(directory) < 16 * mebibyte);
  const [kept] = await engine.queues.peek('kept', 1);
  assert.ok(kept?.data.length === mebibyte && kept.data.every((byte) => byte === 7));
  await engine.close();
  assert.equal(checkIntegrity(directory).intact, true);
});

test('a database of an older version gives its room back when it is asked to, and by itself from then on', async (context) => {
  const directory = directoryFor(context);
  const engine = await open(context, directory);
  await filled(engine);
  await engine.close();
  const database = new DatabaseSync(join(directory, 'isthmus.db'));
  database.exec('PRAGMA auto_vacuum = NONE; VACUUM; DELETE FROM batch; DELETE FROM body');
  database.close();
  assert.ok(checkIntegrity(directory).free > 60 * mebibyte);
  const { before, after } = reclaimSpace(directory);
  assert.ok(before > 60 * mebibyte && after < mebibyte, `${before} → ${after}`);
  const again = await open(context, directory);
  assert.throws(() => reclaimSpace(directory), withCode('STORE_OWNED'));
  assert.throws(() => reclaimSpace(join(directory, 'nothing')), withCode('STORE_FAILED'));
  await filled(again);
  await again.queues.purge('q');
  await until(() => sizeOf(directory) < 16 * mebibyte);
});
