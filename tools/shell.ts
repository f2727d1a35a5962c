import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..');

/** Runs a tool of this repository with the Node that runs this script, its output shown; true when it succeeded. */
export function tool(script: string, args: readonly string[]): boolean {
  const command = [join(root, 'node_modules', script), ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Reads the source conditions under which `isthmus/*` means the sources. */
export const sourceCondition = '--conditions=isthmus-source';
