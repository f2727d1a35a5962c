import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, sep } from 'node:path';

/**
 * What a new project's manifest says of this package: the range of this version; where this is a copy of the repository and
 * not an installed package, that copy.
 */
export function ownRange(version: string, manifest: string | undefined = findPackageJSON(import.meta.url)): string {
  const home = manifest === undefined ? undefined : dirname(manifest);
  return home === undefined || home.includes(`${sep}node_modules${sep}`) ? `^${version}` : `file:${home}`;
}

/** What must be run before a project can use a copy of the repository: it is built there; `undefined` where nothing is missing. */
export function buildOf(range: string): string | undefined {
  const home = /^file:(.*)$/.exec(range)?.[1];
  return home === undefined || existsSync(join(home, 'dist/src/index.js')) ? undefined : `npm run build --prefix ${home}`;
}
