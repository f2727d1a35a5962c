import type { DatabaseSync } from 'node:sqlite';
import { storeErrors } from '../errors.ts';

/** "ISTH": tells our databases from others (PRAGMA application_id). */
export const applicationId = 0x49535448;

/**
 * Tables of format 1. A log is one ordered sequence of batches: a partition of a stream, or one priority of a
 * queue; its id is `channel * 65536 + partition or priority`. `batch` has a small row for each batch and `body` its
 * bytes, so that settling rewrites few bytes. `done` has a bit for each settled record; none: nothing is settled.
 */
const format1 = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE channel (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, declaration TEXT NOT NULL, UNIQUE (kind, name));
  CREATE TABLE log (id INTEGER PRIMARY KEY, next INTEGER NOT NULL);
  CREATE TABLE batch (
    log INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, remaining INTEGER NOT NULL, bytes INTEGER NOT NULL,
    time REAL NOT NULL, checksum INTEGER NOT NULL, body INTEGER NOT NULL, done BLOB, PRIMARY KEY (log, first)
  ) WITHOUT ROWID;
  CREATE TABLE body (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
  CREATE TABLE delayed (id INTEGER PRIMARY KEY, log INTEGER NOT NULL, due REAL NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL);
  CREATE INDEX delayed_due ON delayed (due, id);
  CREATE INDEX delayed_log ON delayed (log, due, id);
  CREATE TABLE seen (channel INTEGER NOT NULL, id TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (channel, id)) WITHOUT ROWID;
  CREATE INDEX seen_until ON seen (until);
  CREATE TABLE position (channel INTEGER NOT NULL, reader TEXT NOT NULL, lane INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (channel, reader, lane)) WITHOUT ROWID;
  CREATE TABLE latest (log INTEGER NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (log, key)) WITHOUT ROWID;
  CREATE TABLE state (
    collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, revision INTEGER NOT NULL, expires REAL, PRIMARY KEY (collection, key)
  ) WITHOUT ROWID;
  CREATE INDEX state_expires ON state (expires) WHERE expires IS NOT NULL;
`;

/** Step n brings a database from format n to n + 1. A step is never changed once released. */
const migrations: readonly string[] = [format1];

/** The format that this version writes. */
export const currentFormat = migrations.length;

/** Brings a database to the current format, in one transaction. */
export function migrate(database: DatabaseSync): void {
  const format = readFormat(database);
  if (format === currentFormat) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(format)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${currentFormat}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The format of a database, 0 for an empty one. Refuses foreign and newer ones. */
export function readFormat(database: DatabaseSync): number {
  const application = pragma(database, 'application_id');
  const format = pragma(database, 'user_version');
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  if (application !== applicationId && (application !== 0 || format !== 0 || tables !== 0)) {
    throw storeErrors.STORE_FORMAT_FOREIGN({ what: `The database ${database.location() ?? ''} was not written by isthmus.`, details: { application } });
  }
  if (format > currentFormat) {
    throw storeErrors.STORE_FORMAT_NEWER({
      what: `The database ${database.location() ?? ''} has format ${format}; this version knows up to ${currentFormat}.`,
      details: { format, known: currentFormat },
    });
  }
  return format;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
