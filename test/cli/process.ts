import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, sourceCondition } from '../../tools/shell.ts';
import type { Outcome } from './terminal.ts';

/** Runs the command line as a process of its own, its output piped. */
export function isthmusProcess(args: readonly string[], directory: string = root): Outcome {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, FORCE_COLOR: _color, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [sourceCondition, join(root, 'bin/isthmus.cjs'), ...args], { cwd: directory, encoding: 'utf8', env, timeout: 30_000 });
  return { code: status ?? -1, out: stdout, err: stderr };
}
