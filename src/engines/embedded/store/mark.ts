import { closeSync, existsSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { storeErrors } from '../errors.ts';
import { syncDirectory } from './directory.ts';

const text = 'This directory holds a database of isthmus. Without this file an emptied one would pass for a new one.\n';

const markFile = (directory: string): string => join(directory, 'isthmus.mark');

/** From now on a database without content is a lost one. */
export function mark(directory: string): void {
  if (sizeOf(markFile(directory)) > 0) return;
  const descriptor = openSync(markFile(directory), 'w');
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncDirectory(directory);
}

/** Refuses a database that is empty or missing though something shows that it had content. Throws `STORE_DAMAGED`. */
export function refuseEmptied(directory: string, file: string): void {
  if (sizeOf(file) > 0) return;
  const witness = [markFile(directory), `${file}-wal`].find((each) => sizeOf(each) > 0);
  if (witness === undefined) return;
  throw storeErrors.STORE_DAMAGED({
    what: `The file ${file} is ${existsSync(file) ? 'empty' : 'missing'}, and ${witness} shows that there was a database.`,
    fix: 'Restore a backup of the directory; where nothing of it is needed any more, remove the whole directory and start again.',
    details: { file, witness },
  });
}

export const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
