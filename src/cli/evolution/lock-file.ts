import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { text } from '../../kernel/option-kinds.ts';
import type { LockFile } from '../../kernel/lock.ts';
import { evolutionErrors } from '../../evolution/errors.ts';
import { readLock } from '../../evolution/lock/read.ts';
import type { Io } from '../command.ts';

export const lockName = 'isthmus.lock.json';
export const lockOption = text({ description: `The lock file. Default: ${lockName} beside the app's file.`, maxLength: 4_096 });

/** Where the lock file of an app is, and how a person calls it. */
export interface LockPlace {
  readonly path: string;
  readonly name: string;
}

export function lockPlace(io: Pick<Io, 'directory'>, appFile: string, given: string | undefined): LockPlace {
  const path = given === undefined ? join(dirname(appFile), lockName) : resolve(io.directory, given);
  return { path, name: relative(io.directory, path) || path };
}

/** The text of a lock file; `undefined` where there is none. Throws `LOCK_FILE_INVALID` where it can't be read. */
export function lockTextAt({ path, name }: LockPlace): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw evolutionErrors.LOCK_FILE_INVALID({ what: `${name} can't be read.`, cause: error });
  }
}

/** The lock file, whole. Throws `LOCK_FILE_MISSING` or `LOCK_FILE_INVALID`. */
export function lockAt(place: LockPlace): LockFile {
  const found = lockTextAt(place);
  if (found === undefined) throw evolutionErrors.LOCK_FILE_MISSING(`There is no ${place.name}.`);
  return readLock(found, place.name);
}

/** Puts a lock file in the place of the old one, whole. */
export function writeLock({ path }: LockPlace, content: string): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, content);
  renameSync(beside, path);
}
