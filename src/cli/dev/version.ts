import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Changes whenever a file, or a file in a folder, is saved, replaced, made or removed. */
export function versionOf(path: string): string {
  try {
    const found = statSync(path);
    return found.isDirectory() ? folderVersion(path) : `${found.mtimeMs}:${found.size}:${found.ino}`;
  } catch {
    return 'absent';
  }
}

const ignored = new Set(['node_modules', '.git', '.isthmus']);

function folderVersion(path: string): string {
  const names = readdirSync(path).filter((name) => !ignored.has(name)).toSorted();
  return names.map((name) => `${name}=${versionOf(join(path, name))}`).join('|');
}
