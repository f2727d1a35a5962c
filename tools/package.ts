import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.ts';

/** One subpath of the package that is code: `./queue`, its source and what is built from it, by paths from the root. */
export interface Subpath {
  readonly name: string;
  readonly source: string;
  readonly types: string;
  readonly built: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The package's manifest, as far as the tools need it. */
export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

const withoutDot = (path: string | undefined): string => (path ?? '').replace(/^\.\//, '');

/** Every subpath that is code. */
export const subpaths: readonly Subpath[] = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string'
    ? []
    : [{ name, source: withoutDot(target['isthmus-source']), types: withoutDot(target['types']), built: withoutDot(target['default']) }],
);

/** Every subpath that is a plain file, such as a JSON Schema. */
export const plainFiles: readonly string[] = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'string' ? [withoutDot(target)] : [],
);

/** What is started by its path, not imported by users: the command, and what runs in threads of its own. */
export const otherEntries: readonly string[] = [
  'src/cli/main.ts',
  ...Object.values(manifest.imports).map((target) => withoutDot(target['isthmus-source'])),
];
