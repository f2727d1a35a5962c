import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { buildEntry } from '../harness/built.ts';
import { largeMap } from '../harness/large-map.ts';
import { root } from '../harness/machine.ts';

/** The package as it is installed: without the sources, so that the build is run. */
function install(directory: string): string {
  buildEntry('contestants/node-http.ts');
  cpSync(join(root, 'bin'), join(directory, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(root, 'dist'), join(directory, 'dist'));
  return join(directory, 'bin/isthmus.cjs');
}

/** Wall time of a whole process, milliseconds; its output is read and thrown away. */
async function timeOf(directory: string, args: readonly string[], expected: number): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number];
  if (code !== expected) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - start;
}

async function measure({ contestant, task, directory }: Run): Promise<Figures> {
  if (contestant.role === 'floor') return { version: await timeOf(directory, ['--eval', '0'], 0) };
  const bin = install(directory);
  writeFileSync(join(directory, 'map.json'), JSON.stringify(largeMap(task['links'] ?? 1_000)));
  await timeOf(directory, [bin, 'help'], 0);
  return {
    version: await timeOf(directory, [bin, '--version'], 0),
    help: await timeOf(directory, [bin, 'help'], 0),
    check: await timeOf(directory, [bin, 'check', 'map.json'], 1),
    checkJson: await timeOf(directory, [bin, 'check', 'map.json', '--json'], 1),
    describe: await timeOf(directory, [bin, 'describe', 'map.json'], 0),
    describeJson: await timeOf(directory, [bin, 'describe', 'map.json', '--json'], 0),
  };
}

const inMilliseconds = (key: string, title: string) => ({ key, title, unit: 'ms', better: 'lower' }) as const;

export const check: Benchmark = {
  name: 'check',
  summary: 'whole commands, from the start of the process to its end: the version, check and describe of 1,000 links',
  rounds: 9,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: '../bin/isthmus.cjs', note: 'from the build; the map is a JSON file of 1,000 links' },
    { name: 'node', role: 'floor', entry: '../bin/isthmus.cjs', note: 'a process that does nothing' },
  ],
  figures: [
    inMilliseconds('version', '--version'), inMilliseconds('help', 'help'), inMilliseconds('check', 'check'), inMilliseconds('checkJson', 'check --json'),
    inMilliseconds('describe', 'describe'), inMilliseconds('describeJson', 'describe --json'),
  ],
  targets: [
    { figure: 'version', against: 'absolute', bound: { atMost: 60 } },
    { figure: 'check', against: 'absolute', bound: { atMost: 200 } },
    { figure: 'describe', against: 'absolute', bound: { atMost: 200 } },
  ],
  task: () => ({ links: 1_000 }),
  measure,
};
