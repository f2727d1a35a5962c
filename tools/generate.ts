/**
 * Writes what is made from the sources: `npm run generate`. Each file in tools/generate/ makes one document;
 * `npm run check` fails where the committed text differs.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './shell.ts';

/** One generated file. */
export interface Generated {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

async function generateAll(): Promise<readonly Generated[]> {
  const makers = globSync('tools/generate/*.ts', { cwd: root }).toSorted();
  return Promise.all(
    makers.map(async (file) => {
      const module = (await import(join(root, file))) as { readonly generate: () => Generated | Promise<Generated> };
      return module.generate();
    }),
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

/** Names the generated files that differ from what the sources give now. */
export async function outdated(): Promise<readonly string[]> {
  const all = await generateAll();
  return all.filter(({ path, text }) => textOf(path) !== text).map(({ path }) => `${path} is out of date: run \`npm run generate\`.`);
}

async function write(): Promise<void> {
  for (const { path, text } of await generateAll()) {
    if (textOf(path) === text) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`written: ${path}`);
  }
}

if (import.meta.main) await write();
