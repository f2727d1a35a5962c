import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './machine.ts';

const bench = join(root, 'bench');
const target = join(bench, '.work/built');
let built = false;

/**
 * Builds Isthmus and strips the types of the contestants, so that they run as they would for a user: Node's own
 * stripping costs some 30 MB and 50 ms, which are nobody's but the benchmark's. Answers with the path of the module, from `bench/`.
 */
export function buildEntry(entry: string): string {
  if (!built) build();
  built = true;
  return join('.work/built', entry.replace(/\.ts$/, '.js'));
}

function build(): void {
  execFileSync(process.execPath, [join(root, 'tools/build.ts')], { cwd: root, stdio: ['ignore', 2, 2] });
  rmSync(target, { recursive: true, force: true });
  for (const file of globSync('{contestants,harness,peers}/*.ts', { cwd: bench })) strip(file);
  symlinkSync(join(bench, 'peers/node_modules'), join(target, 'peers/node_modules'));
}

function strip(file: string): void {
  const code = stripTypeScriptTypes(readFileSync(join(bench, file), 'utf8')).replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'");
  const path = join(target, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
