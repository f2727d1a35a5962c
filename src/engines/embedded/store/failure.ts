import { IsthmusError } from '../../../kernel/error.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import { storeErrors } from '../errors.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const result = { permission: 3, readOnly: 8, failed: 10, corrupt: 11, full: 13, cannotOpen: 14, foreign: 26 } as const;

interface SqliteFault extends Error {
  readonly errcode: number;
  readonly errstr: string;
}

function isSqliteFault(error: unknown): error is SqliteFault {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** The coded error that a fault of the files means. `doing`: what was tried, as in "opening /data". */
export function storeFailure(cause: unknown, doing: string): IsthmusError {
  if (cause instanceof IsthmusError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const occurrence = { what: `Failed ${doing}: ${text}.`, cause, details: { reason: text } };
  if (!isSqliteFault(cause)) return fileFailure(cause, occurrence);
  switch (cause.errcode & 0xff) {
    case result.corrupt:
    case result.foreign:
      return storeErrors.STORE_DAMAGED(occurrence);
    case result.full:
      return storeErrors.STORE_FULL(occurrence);
    case result.permission:
    case result.readOnly:
    case result.cannotOpen:
      return storeErrors.STORE_READ_ONLY(occurrence);
    default:
      return storeErrors.STORE_FAILED(occurrence);
  }
}

function fileFailure(cause: unknown, occurrence: { what: string; cause: unknown }): IsthmusError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_INVALID_STATE') return engineErrors.ENGINE_CLOSED({ what: 'The embedded engine was closed.', cause });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return storeErrors.STORE_READ_ONLY(occurrence);
  if (code === 'ENOSPC' || code === 'EDQUOT') return storeErrors.STORE_FULL(occurrence);
  return storeErrors.STORE_FAILED(occurrence);
}
