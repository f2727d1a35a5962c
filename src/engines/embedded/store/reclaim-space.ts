import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { databaseFile } from './database.ts';
import { storeFailure } from './failure.ts';
import { Owner } from './owner.ts';
import { readFormat } from './schema.ts';

export interface ReclaimedSpace {
  /** Bytes of the database before and after. */
  readonly before: number;
  readonly after: number;
}

/**
 * Rewrites the database of a directory that no process has open, without the room that became free, and so that later room is given back
 * while the app runs. Needs as much free disk as the database has; a crash leaves it as it was. Throws `STORE_OWNED`, `STORE_FULL`, `STORE_DAMAGED`.
 */
export function reclaimSpace(directory: string): ReclaimedSpace {
  const file = databaseFile(directory);
  if (!existsSync(file)) throw storeFailure(new Error(`there is no ${file}`), `reclaiming space in ${directory}`);
  const owner = new Owner(directory);
  try {
    const before = statSync(file).size;
    rewrite(file);
    return { before, after: statSync(file).size };
  } catch (error) {
    throw storeFailure(error, `reclaiming space in ${directory}`);
  } finally {
    owner.release();
  }
}

function rewrite(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    readFormat(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
