import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manifest, subpaths } from '../package.ts';
import { root } from '../shell.ts';

const specifier = /(?:\bfrom\s*|\bimport\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm;

/** What a source file imports, as written. */
export function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(?:\/\/|\*).*$/gm, '');
  return [...text.matchAll(specifier)].map((match) => match[1] ?? '');
}

/** The packages that a source file reaches, through whatever it imports, types included. */
export function reachedPackages(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const reached = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !existsSync(join(root, file))) continue;
    seen.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) waiting.push(join(dirname(file), name));
      else if (!name.startsWith('node:')) reached.add(name);
    }
  }
  return reached;
}

/** A peer is reached only by the subpath that is named after it. */
export function reachFaults(): readonly string[] {
  const peers = Object.keys(manifest.peerDependencies);
  return subpaths.flatMap(({ name, source }) =>
    [...reachedPackages(source)]
      .filter((reached) => peers.some((peer) => reached === peer || reached.startsWith(`${peer}/`)))
      .filter((peer) => name !== `./${peer}`)
      .map((peer) => `${name} reaches ${peer}, an optional peer dependency.`),
  );
}
