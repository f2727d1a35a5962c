/** Checks everything but the tests: `npm run check`, or `npm run check -- types lint` for some of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportFaults } from './check/exports.ts';
import { lockFaults } from './check/lock.ts';
import { reachFaults } from './check/reach.ts';
import { sizeReport } from './check/sizes.ts';
import { unusedFaults } from './check/unused.ts';
import { checkDocuments } from './docs-code.ts';
import { outdated } from './generate.ts';
import { root, tool } from './shell.ts';

/** Tells the faults; true when there are none. */
function tell(faults: readonly string[]): boolean {
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length === 0;
}

/** The benchmarks' peers are type-checked where they are installed. */
function projects(): readonly string[] {
  return existsSync(join(root, 'bench/peers/node_modules')) ? ['.', 'bench/peers'] : ['.'];
}

const steps: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  types: () => projects().every((project) => tool('typescript/bin/tsc', ['--noEmit', '--project', project])),
  lint: () => tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  exports: () => tell([...exportFaults(), ...reachFaults()]),
  unused: () => tell(unusedFaults()),
  generated: async () => tell(await outdated()),
  lock: () => tell(lockFaults()),
  docs: () => tell(checkDocuments()),
  sizes: () => {
    console.log(sizeReport());
    return true;
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`No check is named ${unknown.join(', ')}. There are: ${Object.keys(steps).join(', ')}.`);
  process.exit(1);
}

const failed: string[] = [];
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const start = performance.now();
  const good = await step();
  console.log(`${good ? '✔' : '✖'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (!good) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
