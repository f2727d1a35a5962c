import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeErrors } from '../errors.ts';
import { storeFailure } from './failure.ts';

const sqliteBusy = 5;

/**
 * Makes this process the only owner of a directory. The lock is a transaction held open on a small file: the
 * operating system drops it when the process dies, however it dies. `owner.pid` only names the owner.
 */
export class Owner {
  private readonly lock: DatabaseSync;

  constructor(directory: string) {
    this.lock = open(join(directory, 'owner.lock'), directory);
    try {
      writeFileSync(join(directory, 'owner.pid'), `${process.pid}\n`);
    } catch (cause) {
      this.release();
      throw storeFailure(cause, `taking ownership of ${directory}`);
    }
  }

  release(): void {
    if (this.lock.isOpen) this.lock.close();
  }
}

function open(file: string, directory: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) throw owned(directory, cause);
    throw storeFailure(cause, `locking ${directory}`);
  }
}

function owned(directory: string, cause: Error) {
  const pid = ownerOf(directory);
  const who = pid === undefined ? 'another process' : pid === process.pid ? `this process (pid ${pid})` : `the process with pid ${pid}`;
  return storeErrors.STORE_OWNED({ what: `The directory ${directory} is owned by ${who}.`, cause, details: { directory, pid } });
}

function ownerOf(directory: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(directory, 'owner.pid'), 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
