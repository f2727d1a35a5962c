import { lockVersion } from '../../kernel/lock.ts';
import type { LockFile } from '../../kernel/lock.ts';
import { evolutionErrors } from '../errors.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;

/** A lock file from its text. `name` is how messages call it. Throws `LOCK_FILE_INVALID`. */
export function readLock(text: string, name: string): LockFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw evolutionErrors.LOCK_FILE_INVALID({ what: `${name} is not JSON.`, cause: error });
  }
  const fault = lockFault(value);
  if (fault !== undefined) throw evolutionErrors.LOCK_FILE_INVALID(`${name}: ${fault}.`);
  return value as LockFile;
}

/** Whether a JSON document means to be a lock file, and not a map. */
export function isLock(value: unknown): boolean {
  return isObject(value) && isObject(value['contracts']);
}

function lockFault(value: unknown): string | undefined {
  if (!isLock(value) || !isObject(value)) return 'it has no contracts';
  if (value['isthmus'] !== lockVersion) return `its version is ${JSON.stringify(value['isthmus'])}, and ${lockVersion} is read`;
  for (const [id, each] of Object.entries(value['contracts'] as object)) {
    const fault = contractFault(each);
    if (fault !== undefined) return `"${id}" ${fault}`;
  }
  return undefined;
}

function contractFault(value: unknown): string | undefined {
  if (!isObject(value) || !isObject(value['schemas']) || !isObject(value['fields']) || !isObject(value['reserved']) || !isObject(value['types'])) return 'lacks schemas, fields, reserved or types';
  if (!Object.values(value['fields']).every(isCount)) return 'has a field whose number is not a whole number from 1';
  const reserves = Object.values(value['reserved']).every((each) => isObject(each) && Array.isArray(each['numbers']) && each['numbers'].every(isCount) && Array.isArray(each['names']));
  return reserves ? undefined : 'has a reserve without numbers and names';
}
