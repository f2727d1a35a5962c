import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { IsthmusError } from '../../../kernel/error.ts';
import { storeErrors } from '../errors.ts';
import { storeFailure } from './failure.ts';
import { refusePseudo } from './place.ts';

/** Makes a directory and those above it; each is there after a loss of power. */
export function makeDirectory(directory: string): void {
  try {
    refusePseudo(directory);
    const first = mkdirSync(directory, { recursive: true });
    if (first !== undefined) syncDirectory(dirname(first));
  } catch (error) {
    if (error instanceof IsthmusError) throw error;
    throw directoryFailure(error, directory);
  }
}

/** What was made in a directory is there after a loss of power. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Node says ENOENT below a directory that is read-only. */
function directoryFailure(cause: unknown, directory: string): IsthmusError {
  const failure = storeFailure(cause, `making the directory ${directory}`);
  return failure.code === 'STORE_FULL' ? failure : storeErrors.STORE_READ_ONLY({ what: failure.what, cause });
}
