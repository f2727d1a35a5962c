import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeErrors } from '../errors.ts';
import { refuseEmptied, sizeOf } from './mark.ts';

/** Large enough for few pages a batch, small enough for single messages; measured in docs/decisions/embedded-storage.md. */
const pageSize = 8_192;

/** What every database begins with (https://sqlite.org/fileformat.html, section 1.3). */
const headerBytes = 100;

export type Durability = 'full' | 'relaxed';

export const databaseFile = (directory: string): string => join(directory, 'isthmus.db');

/** Opens the database for its one writer. */
export function openWriter(directory: string, durability: Durability): DatabaseSync {
  refuseEmptied(directory, databaseFile(directory));
  refuseCut(databaseFile(directory));
  writeBack(databaseFile(directory));
  // The last look at the file itself: closing a file drops all locks that this process has on it (fcntl(2)), also those of SQLite. Another
  // program that opens the database would then take its log away.
  refuseCut(databaseFile(directory));
  const database = new DatabaseSync(databaseFile(directory), { timeout: 5_000 });
  try {
    database.exec(`PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -6000`);
    database.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What a killed process left in the write-ahead log goes into the database, whose header is right from then on. */
function writeBack(file: string): void {
  if (sizeOf(`${file}-wal`) === 0) return;
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** Opens the database for reading what is committed. */
export function openReader(directory: string, cacheKiB = 2_000): DatabaseSync {
  const database = new DatabaseSync(databaseFile(directory), { readOnly: true, timeout: 5_000 });
  database.exec(`PRAGMA cache_size = -${cacheKiB}`);
  return database;
}

/**
 * SQLite opens a database whose end was cut off and fails later, where the missing pages are needed. Without a
 * write-ahead log the header says how long the file must be, so it is refused at once.
 */
function refuseCut(file: string): void {
  if (!existsSync(file) || sizeOf(`${file}-wal`) > 0) return;
  const { header, size } = readHeader(file);
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  const expected = Math.max(pages * pageBytes, headerBytes);
  if (size === 0 || size >= expected) return;
  throw storeErrors.STORE_DAMAGED({ what: `The file ${file} has ${size} bytes of at least ${expected}: its end is missing.`, details: { file, size } });
}

function readHeader(file: string): { header: Buffer; size: number } {
  const header = Buffer.alloc(headerBytes);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, headerBytes, 0);
    return { header, size: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
