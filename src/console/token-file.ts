import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsthmusError } from '../kernel/error.ts';
import { consoleErrors } from './errors.ts';

/** What the token file tells who may read it. */
export interface AdminAccess {
  readonly app: string;
  /** `http://127.0.0.1:51234` */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The token file of a directory. */
export const accessFile = (directory: string): string => join(directory, 'admin.json');

/** Reads a token file; `undefined` where there is none or it is not whole. Throws `ADMIN_FILE_FAILED` where it can't be read. */
export function readAccess(file: string): AdminAccess | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw consoleErrors.ADMIN_FILE_FAILED({ what: `The token file ${file} can't be read (${code ?? 'unknown'}).`, fix: 'Run the command as the user who runs the app.', cause: error });
  }
  return parseAccess(text);
}

function parseAccess(text: string): AdminAccess | undefined {
  try {
    const value = JSON.parse(text) as Partial<AdminAccess> | null;
    const whole = typeof value?.app === 'string' && typeof value.url === 'string' && typeof value.token === 'string' && Number.isSafeInteger(value.pid) && typeof value.startedAt === 'number';
    return whole && URL.canParse(value.url ?? '') ? (value as AdminAccess) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a token file that is never seen half written nor by others. Throws `ADMIN_FILE_FAILED`. */
export function writeAccess(directory: string, access: AdminAccess): void {
  const file = accessFile(directory);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(draft, `${JSON.stringify(access, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(draft, 0o600);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw consoleErrors.ADMIN_FILE_FAILED({ what: `The token file ${file} can't be written (${error instanceof Error ? error.message : String(error)}).`, cause: error });
  }
}

/** Removes a token file, unless another process has written its own meanwhile. */
export function removeAccess(directory: string, token: string): void {
  try {
    if (readAccess(accessFile(directory))?.token === token) rmSync(accessFile(directory), { force: true });
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
  }
}

/** Whether a process exists. One of another user counts. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
