import { findPackageJSON } from 'node:module';
import { dirname, sep } from 'node:path';

/**
 * What a new project's manifest says of this package: the range of this version; where this is a copy of the repository and
 * not an installed package, that copy.
 */
export function ownRange(version: string, manifest: string | undefined = findPackageJSON(import.meta.url)): string {
  const home = manifest === undefined ? undefined : dirname(manifest);
  return home === undefined || home.includes(`${sep}node_modules${sep}`) ? `^${version}` : `file:${home}`;
}
