import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initErrors } from './errors.ts';

/** What is in the way of a new project; a fresh Git repository is not. */
export function obstacles(directory: string): readonly string[] {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return ['a file of that name'];
  return readdirSync(directory).filter((name) => name !== '.git').toSorted();
}

/** Writes the files of a project; never over one that is there. Throws `DIRECTORY_UNWRITABLE`. */
export function writeProject(directory: string, files: Readonly<Record<string, string>>): void {
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: 'wx' });
    }
  } catch (cause) {
    throw initErrors.DIRECTORY_UNWRITABLE({ what: `The project can't be written: ${cause instanceof Error ? cause.message : String(cause)}.`, cause });
  }
}
