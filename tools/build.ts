/**
 * Builds the package: `npm run build`. Declarations go into dist/ file by file, JavaScript in few files, with what the sources
 * read beside them: docs/decisions/bundled-build.md says why.
 */
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { otherEntries, subpaths } from './package.ts';
import { root, tool } from './shell.ts';

rmSync(join(root, 'dist'), { recursive: true, force: true });
if (!tool('typescript/bin/tsc', ['--project', 'tsconfig.build.json'])) process.exit(1);

await build({
  absWorkingDir: root,
  entryPoints: [...subpaths.map(({ source }) => source), ...otherEntries],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  logLevel: 'warning',
});

for (const file of globSync('{src,conformance}/**/*.*', { cwd: root, exclude: (name) => name.endsWith('.ts') })) {
  cpSync(join(root, file), join(root, 'dist', file));
}
