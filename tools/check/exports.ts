import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainFiles, subpaths, type Subpath } from '../package.ts';
import { root } from '../shell.ts';
import { importsOf } from './reach.ts';

function subpathFaults({ name, source, types, built }: Subpath): string[] {
  const faults = existsSync(join(root, source))
    ? []
    : [`${name} is declared, but ${source || 'its isthmus-source condition'} does not exist.`];
  const output = `dist/${source.replace(/\.ts$/, '')}`;
  if (types !== `${output}.d.ts`) faults.push(`${name}: "types" is ${types}, but ${output}.d.ts is built.`);
  if (built !== `${output}.js`) faults.push(`${name}: "default" is ${built}, but ${output}.js is built.`);
  return faults;
}

/** Entries that stand ready in the tree: every index, and every host of an endpoint that is not a part of other hosts. */
function entries(): readonly string[] {
  const hosts = globSync('src/**/hosts/*.ts', { cwd: root });
  const parts = new Set(hosts.flatMap((host) => importsOf(host).map((specifier) => join(dirname(host), specifier))));
  const indexes = globSync(['src/**/index.ts', 'conformance/index.ts'], { cwd: root });
  return [...indexes, ...hosts.filter((host) => !parts.has(host))].map((path) => path.replaceAll('\\', '/'));
}

/** Declared subpaths and existing entries must be the same. */
export function exportFaults(): readonly string[] {
  const declared = new Set(subpaths.map(({ source }) => source));
  return [
    ...subpaths.flatMap(subpathFaults),
    ...plainFiles.filter((file) => !existsSync(join(root, file))).map((file) => `${file} is exported and does not exist.`),
    ...entries()
      .filter((entry) => !declared.has(entry))
      .map((entry) => `${entry} is an entry, but package.json exports no subpath for it.`),
  ];
}
