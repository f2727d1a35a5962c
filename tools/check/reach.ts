import { existsSync, globSync, readFileSync } from 'node:fs';
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

/** Peers that any subpath may load by `import()` when an option asks for them. Their types stand in no public declaration: the test of the tarball type-checks without them. */
const lazyPeers: ReadonlySet<string> = new Set(['@opentelemetry/api', 'pg']);

/** Whether a source text needs a package as soon as it is loaded: by anything but `import type` and `import()`. */
export function needs(text: string, name: string): boolean {
  const quoted = `['"]${name.replaceAll(/[^\w]/g, '\\$&')}(?:/[^'"]*)?['"]`;
  return new RegExp(`^(?:import|export)\\s+(?!type\\b)[^'"]*\\bfrom\\s*${quoted}|^import\\s+${quoted}`, 'm').test(text);
}

const isLazy = (peer: string): boolean => lazyPeers.has(peer) && !globSync('src/**/*.ts', { cwd: root }).some((file) => needs(readFileSync(join(root, file), 'utf8'), peer));

/** A peer is reached only by the subpath that is named after it, or lazily. */
export function reachFaults(): readonly string[] {
  const peers = Object.keys(manifest.peerDependencies);
  return subpaths.flatMap(({ name, source }) =>
    [...reachedPackages(source)]
      .filter((reached) => peers.some((peer) => reached === peer || reached.startsWith(`${peer}/`)))
      .filter((peer) => name !== `./${peer}` && !isLazy(peer))
      .map((peer) => `${name} reaches ${peer}, an optional peer dependency.`),
  );
}
