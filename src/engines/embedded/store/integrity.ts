import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { BatchDecoder } from '../codec/decoder.ts';
import { databaseFile, openReader } from './database.ts';
import { storeFailure } from './failure.ts';
import { refuseEmptied } from './mark.ts';
import { Owner } from './owner.ts';
import { readFormat } from './schema.ts';

/** Something that is not as it was written. */
export interface IntegrityProblem {
  /** Which file, table, or log and position. */
  readonly where: string;
  readonly what: string;
}

export interface IntegrityReport {
  readonly intact: boolean;
  readonly format: number;
  readonly batches: number;
  readonly messages: number;
  readonly bytes: number;
  /** Bytes of the file that are free: used again, or given back while nothing is committed. */
  readonly free: number;
  readonly problems: readonly IntegrityProblem[];
}

/** So that a badly damaged file gives a readable report. */
const problemLimit = 1_000;

/**
 * Checks the files of a directory that no process has open: SQLite's own structure, and each batch's checksum, records
 * and place. Reads everything and changes nothing. Throws `STORE_OWNED` while a process owns the directory, and `STORE_FAILED` where there is nothing.
 */
export function checkIntegrity(directory: string): IntegrityReport {
  if (!existsSync(databaseFile(directory))) throw storeFailure(new Error(`there is no ${databaseFile(directory)}`), `checking ${directory}`);
  const owner = new Owner(directory);
  try {
    return check(directory);
  } finally {
    owner.release();
  }
}

function check(directory: string): IntegrityReport {
  const problems: IntegrityProblem[] = [];
  const found = { format: 0, batches: 0, messages: 0, bytes: 0, free: 0 };
  let database: DatabaseSync | undefined;
  try {
    refuseEmptied(directory, databaseFile(directory));
    database = openReader(directory);
    found.format = readFormat(database);
    found.free = freeBytes(database);
    for (const row of database.prepare(`PRAGMA integrity_check(${problemLimit})`).iterate()) {
      if (row['integrity_check'] !== 'ok') problems.push({ where: databaseFile(directory), what: String(row['integrity_check']) });
    }
    checkBatches(database, found, problems);
    checkDelayed(database, problems);
  } catch (error) {
    problems.push({ where: databaseFile(directory), what: storeFailure(error, 'reading it').what });
  } finally {
    database?.close();
  }
  return { intact: problems.length === 0, ...found, problems: problems.slice(0, problemLimit) };
}

function freeBytes(database: DatabaseSync): number {
  const row = database.prepare('SELECT freelist_count * page_size AS free FROM pragma_freelist_count, pragma_page_size').get();
  return Number(row?.['free']);
}

function checkBatches(database: DatabaseSync, found: { batches: number; messages: number; bytes: number }, problems: IntegrityProblem[]): void {
  const rows = database.prepare('SELECT log, first, count, remaining, bytes, checksum, done, data FROM batch LEFT JOIN body ON body.id = batch.body ORDER BY log, first');
  let end = { log: -1, position: 0 };
  for (const row of rows.iterate()) {
    const place = { log: Number(row['log']), position: Number(row['first']) };
    const where = `log ${place.log}, position ${place.position}`;
    const fault = faultOf(row, place.log === end.log && place.position < end.position);
    if (fault !== undefined) problems.push({ where, what: fault });
    found.batches += 1;
    found.messages += Number(row['remaining']);
    found.bytes += Number(row['bytes']);
    end = { log: place.log, position: place.position + Number(row['count']) };
  }
  const orphans = Number(database.prepare('SELECT count(*) AS count FROM body WHERE id NOT IN (SELECT body FROM batch)').get()?.['count']);
  if (orphans > 0) problems.push({ where: 'table body', what: `${orphans} batches belong to no log.` });
}

function faultOf(row: Record<string, unknown>, overlaps: boolean): string | undefined {
  const { data, done } = row;
  if (overlaps) return 'It overlaps the batch before it.';
  if (!(data instanceof Uint8Array)) return 'Its bytes are missing.';
  if (crc32(data) !== Number(row['checksum'])) return 'Its bytes do not match its checksum.';
  const count = recordsOf(data);
  if (typeof count === 'string') return count;
  if (count !== Number(row['count'])) return `It has ${count} records, not ${Number(row['count'])}.`;
  const settled = done instanceof Uint8Array ? done.reduce((sum, byte) => sum + bits(byte), 0) : 0;
  return settled + Number(row['remaining']) === count ? undefined : `${settled} of its ${count} records are done and ${Number(row['remaining'])} remain.`;
}

function recordsOf(data: Uint8Array): number | string {
  try {
    const decoder = new BatchDecoder(data);
    while (decoder.next()) decoder.message();
    return decoder.index + 1;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function checkDelayed(database: DatabaseSync, problems: IntegrityProblem[]): void {
  for (const row of database.prepare('SELECT id, checksum, data FROM delayed').iterate()) {
    if (crc32(row['data'] as Uint8Array) !== Number(row['checksum'])) problems.push({ where: `delayed message ${Number(row['id'])}`, what: 'Its bytes do not match its checksum.' });
  }
}

function bits(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
