import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the peers of the benchmarks by their lock file, unless they are there already. */
export function installPeers(): void {
  if (installed()) return;
  console.error('Installing what the benchmarks measure against (once) …');
  const { status } = spawnSync('npm', ['ci'], { cwd: import.meta.dirname, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('npm ci failed in bench/peers: see above.');
}

/** npm leaves a lock file of what it installed; it is compared with the one that is wanted. */
function installed(): boolean {
  const found = join(import.meta.dirname, 'node_modules/.package-lock.json');
  return existsSync(found) && versions(found) === versions(join(import.meta.dirname, 'package-lock.json'));
}

function versions(path: string): string {
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as { readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: true }>> };
  const needed = Object.entries(packages).filter(([name, { optional }]) => name !== '' && optional !== true);
  return needed.map(([name, { version }]) => `${name}@${version}`).sort().join();
}
