import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the peers of the benchmarks by their lock file, unless they are there already. */
export function installPeers(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return;
  console.error('Installing what the benchmarks measure against (once) …');
  const { status } = spawnSync('npm', ['ci'], { cwd: import.meta.dirname, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('npm ci failed in bench/peers: see above.');
}
