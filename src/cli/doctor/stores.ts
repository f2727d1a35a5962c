import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkIntegrity } from '../../engines/embedded/store/integrity.ts';
import type { IntegrityReport } from '../../engines/embedded/store/integrity.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { bytes as sizeOf } from '../running/format.ts';
import { fail, ok } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';

/** The stores of the embedded engine below `.isthmus`, and those that were named. */
export function storesOf(directory: string, named: readonly string[]): readonly string[] {
  const home = join(directory, '.isthmus');
  const found = filesIn(home).map((name) => join(home, name)).filter((each) => filesIn(each).includes('isthmus.db'));
  return [...new Set([...found, ...named])];
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Reads the whole store where no process owns it. */
export function checkStore(directory: string, store: string): Diagnosis {
  const name = `store ${relative(directory, store) || store}`;
  try {
    return judged(name, checkIntegrity(store));
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    if (error.code !== 'STORE_OWNED') return fail(name, error.what.replace(/\.$/, ''), error.fix);
    return ok(name, `It is in use by ${ownerOf(error)}, so its inside was not looked at`);
  }
}

const ownerOf = ({ details }: IsthmusError): string => (typeof details['pid'] === 'number' ? `the process with pid ${details['pid']}` : 'a running process');

function judged(name: string, { intact, messages, bytes, problems }: IntegrityReport): Diagnosis {
  const size = sizeOf(bytes);
  if (intact) return ok(name, `It is intact: ${messages} messages, ${size}`);
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return fail(name, `It is damaged at ${first?.where}: ${first?.what.replace(/\.$/, '')}${more}`, 'Copy the directory away before anything else, then restore a backup; docs/embedded.md says what can be saved.');
}
