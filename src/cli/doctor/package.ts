import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { fail, ok, warn } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';

interface Manifest {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

/** This package's manifest. */
function own(): Manifest {
  const file = findPackageJSON(import.meta.url);
  return file === undefined ? {} : read(file);
}

export function checkNode(version = process.versions.node, wanted = own().engines?.node ?? '>=24'): Diagnosis {
  if (satisfies(version, wanted)) return ok('node', `Node ${version}`);
  return fail('node', `Node ${version}, and ${wanted} is needed`, 'Install Node 24 (https://nodejs.org), or add the npm package `node` to the project.');
}

/** The optional packages that are installed beside the app, each held to the range that was tested. */
export function checkPeers(directory: string, peers = own().peerDependencies ?? {}): readonly Diagnosis[] {
  const installed = Object.entries(peers).flatMap(([name, range]) => {
    const version = versionOf(directory, name);
    return version === undefined ? [] : [{ name, range, version }];
  });
  if (installed.length === 0) return [ok('packages', 'No optional package is installed, and none is needed')];
  return installed.map(({ name, range, version }) => {
    return satisfies(version, range) ? ok(`package ${name}`, version) : warn(`package ${name}`, `${version}, and ${range} is what Isthmus was tested with`, `npm install ${name}@"${range}"`);
  });
}

function versionOf(directory: string, name: string): string | undefined {
  const paths = createRequire(join(directory, 'x.js')).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return read(join(path, name, 'package.json')).version;
    } catch {
      // Not here: further up.
    }
  }
  return undefined;
}

/** Ranges as this package writes them: `^5.0.0`, `>=24.6`, and `||` between them. */
export function satisfies(version: string, range: string): boolean {
  return range.split('||').some((each) => fits(numbers(version), each.trim()));
}

function fits(version: readonly number[], range: string): boolean {
  const wanted = numbers(range);
  if (compare(version, wanted) < 0) return false;
  if (range.startsWith('>=')) return true;
  // Before 1.0.0 the second number is the breaking one.
  return version[0] === wanted[0] && (wanted[0] !== 0 || version[1] === wanted[1]);
}

const numbers = (text: string): readonly number[] => (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
