import type { DatabaseSync } from 'node:sqlite';
import { version } from '../../../kernel/version.ts';
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

/** Format 2 remembers which version of isthmus brought the database to each format, so that an older one can name it. */
const format2 = 'CREATE TABLE history (format INTEGER PRIMARY KEY, version TEXT NOT NULL, at REAL NOT NULL)';

/** Step n brings a database from format n to n + 1. A step is never changed once released. */
export const migrations: readonly string[] = [format1, format2];

/** The first format that has a history. */
const formatWithHistory = 2;

/** The format that this version writes. */
export const currentFormat = migrations.length;

/** Brings a database to the current format, each step in a transaction of its own: one that is killed goes on with the step it was at. */
export function migrate(database: DatabaseSync, steps: readonly string[] = migrations): void {
  for (let format = readFormat(database, steps.length); format < steps.length; format += 1) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(steps[format] ?? '');
      reached(database, format + 1);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

function reached(database: DatabaseSync, format: number): void {
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${format}`);
  if (format >= formatWithHistory) database.prepare('INSERT INTO history (format, version, at) VALUES (?, ?, ?)').run(format, version, Date.now());
}

/** The format of a database, 0 for an empty one. Refuses foreign and newer ones. */
export function readFormat(database: DatabaseSync, known = currentFormat): number {
  const application = pragma(database, 'application_id');
  const format = pragma(database, 'user_version');
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  if (application !== applicationId && (application !== 0 || format !== 0 || tables !== 0)) {
    throw storeErrors.STORE_FORMAT_FOREIGN({ what: `The database ${database.location() ?? ''} was not written by isthmus.`, details: { application } });
  }
  if (format > known) {
    const writer = writerOf(database);
    throw storeErrors.STORE_FORMAT_NEWER({
      what: `The database ${database.location() ?? ''} has format ${format}${writer === undefined ? '' : `, written by isthmus ${writer}`}; isthmus ${version} knows up to ${known}.`,
      details: { format, known, writer },
    });
  }
  return format;
}

/** The version that brought the database to its format; `undefined` where its history can't be read. */
function writerOf(database: DatabaseSync): string | undefined {
  try {
    return String(database.prepare('SELECT version FROM history ORDER BY format DESC LIMIT 1').get()?.['version'] ?? '') || undefined;
  } catch {
    return undefined;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
