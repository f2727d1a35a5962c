import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, sourceCondition } from '../../tools/shell.ts';

/** A project in a directory of its own, which has this repository and some of its packages installed. */
export interface Project extends Disposable {
  readonly directory: string;
  write(files: Readonly<Record<string, string>>): void;
}

export function project(files: Readonly<Record<string, string>>, packages: readonly string[] = ['zod']): Project {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-project-'));
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  write({ 'package.json': '{"type":"module"}', ...files });
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(root, join(directory, 'node_modules/isthmus'), 'dir');
  for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name), 'dir');
  return { directory, write, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The command line in a process of its own. */
export interface CommandProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Waits until it is so; fails when the process ends before, or after a time that no healthy machine needs. */
  until(isSo: () => boolean): Promise<void>;
  /** Resolves with the exit code, once everything that it printed is there. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const longest = 45_000;

/** Starts `isthmus ARGS` in a directory. */
export function isthmus(directory: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): CommandProcess {
  const child = spawn(process.execPath, [sourceCondition, join(root, 'bin/isthmus.cjs'), ...args], { cwd: directory, env: { ...process.env, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const until = async (isSo: () => boolean): Promise<void> => {
    const limit = performance.now() + longest;
    while (!isSo()) {
      if (child.exitCode !== null || performance.now() > limit) throw new Error(`It never became so: ${isSo.toString()}\n${out}\n${err}`);
      await sleep(20);
    }
  };
  const end = (signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> => {
    if (child.exitCode === null) child.kill(signal);
    return ended;
  };
  return { child, out: () => out, err: () => err, until, ended, end, [Symbol.asyncDispose]: async () => void (await end('SIGTERM')) };
}
