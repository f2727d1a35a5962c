import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cliErrors } from '../errors.ts';

/** Tried in this order where no file is named. */
const usual = ['app.ts', 'app.js', 'app.mjs', 'src/app.ts', 'src/app.js'] as const;

/** The app's file: the one that is named, else `"isthmus": { "app": "…" }` of package.json, else a usual name. Throws `APP_FILE_MISSING`. */
export function findApp(directory: string, given: string | undefined): string {
  const named = given === undefined ? undefined : resolve(directory, given);
  if (named !== undefined && kindOf(named) === 'file') return named;
  if (named !== undefined && kindOf(named) === undefined) throw cliErrors.APP_FILE_MISSING(`There is no file ${given}.`);
  const inside = named ?? directory;
  const declared = declaredIn(inside);
  if (declared !== undefined && kindOf(join(inside, declared)) !== 'file') throw cliErrors.APP_FILE_MISSING(`package.json names the app's file ${declared}, and there is none.`);
  const found = declared ?? usual.find((name) => kindOf(join(inside, name)) === 'file');
  if (found === undefined) throw cliErrors.APP_FILE_MISSING(`No app was named, and ${given === undefined ? 'this directory' : given} has no ${usual.join(', ')}.`);
  return join(inside, found);
}

function kindOf(path: string): 'file' | 'directory' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : found.isDirectory() ? 'directory' : 'file';
}

function declaredIn(directory: string): string | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const app = (manifest as { readonly isthmus?: { readonly app?: unknown } } | null)?.isthmus?.app;
  return typeof app === 'string' ? app : undefined;
}
