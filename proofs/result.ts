import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** The machine that a result was measured on. */
export function machine(): Readonly<Record<string, string | number>> {
  return { cores: cpus().length, processor: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version, system: `${platform()} ${release()} ${arch()}` };
}

/** Keeps a result under `bench/results/` with commit, date and machine. */
export function saveResult(name: string, result: Readonly<Record<string, unknown>>): void {
  const root = join(import.meta.dirname, '..');
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ name, commit, date: new Date().toISOString(), machine: machine(), ...result }, undefined, 2)}\n`);
}
