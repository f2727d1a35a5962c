import type { Fault } from '../kernel/options.ts';

const variable = 'ISTHMUS_CALLER_KEYS';
/** As many bytes as the hash has: shorter ones can be guessed (RFC 2104, section 3). */
const shortest = 32;

/** The keys that sign callers: as given, else from the environment. Never shows a key. */
export function readCallerKeys(given: readonly string[] | undefined, faults: Fault[]): readonly string[] {
  const keys: unknown = given ?? (process.env[variable] ?? '').split(',').map((key) => key.trim()).filter((key) => key !== '');
  if (Array.isArray(keys) && keys.every((key): key is string => typeof key === 'string' && key.length >= shortest)) return keys;
  faults.push({ path: given === undefined ? `environment variable ${variable}` : 'callerKeys', message: `must be a list of keys of at least ${shortest} characters` });
  return [];
}
