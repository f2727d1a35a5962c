import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { root } from '../../tools/shell.ts';

/** The packed tarball, installed alone into an empty project. */
export interface Packed {
  readonly tarball: string;
  /** Paths of the files in the tarball. */
  readonly files: readonly string[];
  /** The empty project. */
  readonly consumer: string;
}

/** Runs a program and gives what it printed; fails with everything it said when it fails. */
export function runIn(directory: string, program: string, args: readonly string[]): string {
  // A test runner that it starts is not a part of this one.
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    env,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? String(error)}:\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a script of an installed tool in a directory. */
export function toolIn(directory: string, script: string, args: readonly string[]): string {
  return runIn(directory, process.execPath, [join(root, 'node_modules', script), ...args]);
}

/**
 * Packs the package into a directory. One at a time, across processes: packing builds `dist` anew. The lock is a transaction, which the
 * operating system drops when its process dies.
 */
export function pack(directory: string): Pick<Packed, 'tarball' | 'files'> {
  const lock = new DatabaseSync(join(root, 'node_modules/.isthmus-pack.lock'), { timeout: 300_000 });
  lock.exec('BEGIN EXCLUSIVE');
  try {
    const [packed] = JSON.parse(runIn(root, 'npm', ['pack', '--json', '--silent', '--pack-destination', directory])) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    return { tarball: join(directory, packed.filename), files: packed.files.map(({ path }) => path) };
  } finally {
    lock.close();
  }
}

/** Packs the package and installs the tarball, with its own dependencies only and no peers. */
export function packAndInstall(directory: string): Packed {
  const { tarball, files } = pack(directory);
  const consumer = join(directory, 'consumer');
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  runIn(consumer, 'npm', ['install', '--prefer-offline', '--omit=peer', '--no-audit', '--no-fund', '--loglevel=error', tarball]);
  return { tarball, files, consumer };
}
