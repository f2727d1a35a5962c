import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';

/*
 * What the services know is their own, in a file of the example. A handler may run again after a crash or a failed
 * commit, so every table's primary key is made from what the message or call is about: writing it twice changes nothing.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS bookings (key TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, flight TEXT NOT NULL, passenger TEXT NOT NULL, number INTEGER NOT NULL, bookedAt INTEGER NOT NULL, UNIQUE (flight, number)) STRICT;
  CREATE TABLE IF NOT EXISTS board (airport TEXT NOT NULL, departure TEXT NOT NULL, flight TEXT NOT NULL, destination TEXT NOT NULL, delay INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (airport, departure, flight)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS statistics (flight TEXT NOT NULL, replay INTEGER NOT NULL, origin TEXT NOT NULL, destination TEXT NOT NULL, delay INTEGER NOT NULL, cancelled INTEGER NOT NULL, PRIMARY KEY (flight, replay)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rebookings (flight TEXT NOT NULL, passenger TEXT NOT NULL, replay INTEGER NOT NULL, newFlight TEXT, PRIMARY KEY (flight, passenger, replay)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS audit (event TEXT NOT NULL, id TEXT NOT NULL, flight TEXT NOT NULL, time INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (event, id)) STRICT;
  CREATE INDEX IF NOT EXISTS auditByFlight ON audit (flight);
  CREATE TABLE IF NOT EXISTS payments (payment TEXT PRIMARY KEY, booking TEXT, amount INTEGER NOT NULL, currency TEXT NOT NULL, paidAt INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS maintenance (release TEXT NOT NULL, repository TEXT NOT NULL, opens INTEGER NOT NULL, PRIMARY KEY (repository, release)) STRICT;
  CREATE TABLE IF NOT EXISTS texts (message TEXT PRIMARY KEY, recipient TEXT NOT NULL, status TEXT NOT NULL, error TEXT, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), replay INTEGER NOT NULL, next INTEGER NOT NULL, time INTEGER NOT NULL) STRICT;
`;

/** Opens the example's own file in a directory, which is made where it is missing; without one, tables that last as long as the process. */
export function openDatabase(directory?: string): DatabaseSync {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(directory === undefined ? ':memory:' : join(directory, 'departures.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(tables);
  return database;
}

/** A prepared query whose rows have a type. */
export interface Query<Row> {
  all(...values: readonly SQLInputValue[]): Row[];
  get(...values: readonly SQLInputValue[]): Row | undefined;
}

/** Prepares a query; `Row` says what its columns are. */
export function query<Row>(database: DatabaseSync, sql: string): Query<Row> {
  const statement = database.prepare(sql);
  return {
    // The tables are STRICT: what comes out is of the type that was declared for its column.
    all: (...values) => statement.all(...values) as unknown as Row[],
    // As above.
    get: (...values) => statement.get(...values) as unknown as Row | undefined,
  };
}
