/** Builds the package: `npm run build`. JavaScript and declarations go into dist/, with what the sources read beside them. */
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, tool } from './shell.ts';

rmSync(join(root, 'dist'), { recursive: true, force: true });
if (!tool('typescript/bin/tsc', ['--project', 'tsconfig.build.json'])) process.exit(1);

for (const file of globSync('{src,conformance}/**/*.*', { cwd: root, exclude: (name) => name.endsWith('.ts') })) {
  cpSync(join(root, file), join(root, 'dist', file));
}
