/**
 * Kills a real process with -9 at random points under load and checks the invariants on the history that was recorded outside of it:
 * npm run proof:crash [-- --short] [--rounds N] [--save] [--fault NAME] [--skip-broken]. First every checker must catch a build that is broken on purpose.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { saveResult } from '../result.ts';
import { attempts } from './app.ts';
import { faults } from './broken.ts';
import { checkers, extent } from './checkers.ts';
import type { History } from './history.ts';
import { Recorder } from './recorder.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean' }, rounds: { type: 'string' }, save: { type: 'boolean' }, fault: { type: 'string' }, 'skip-broken': { type: 'boolean' } },
});
const rounds = Number(values.rounds ?? (values.short === true ? 20 : 200));
const brokenRounds = values.short === true ? 4 : 10;

async function record(count: number, fault: string | undefined): Promise<History> {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-crash-'));
  const recorder = new Recorder(directory, fault);
  try {
    for (let round = 0; round < count; round += 1) {
      await recorder.round(50 + Math.random() * 450);
      if ((round + 1) % 10 === 0) process.stdout.write(`  ${round + 1} of ${count} kills\n`);
    }
    await recorder.drain();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return recorder.history;
}

function check(history: History): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(checkers).map(([name, checker]) => [name, checker(history, { attempts, redrives: 1 })]));
}

/** Leaves the history of a breach where a person can look at it. */
function keep(history: History): void {
  const path = join(tmpdir(), `isthmus-crash-history-${process.pid}.jsonl`);
  writeFileSync(path, history.map((entry) => JSON.stringify(entry)).join('\n'));
  console.log(`The history is in ${path}`);
}

/** Each broken build must be caught by the checker of its invariant. A kill misses the harmful moment now and then, so there are a few series. */
async function proveCheckers(): Promise<boolean> {
  let good = true;
  for (const [fault, invariant] of Object.entries(faults)) {
    if (values.fault !== undefined && values.fault !== fault) continue;
    let caught = false;
    for (let series = 0; series < 4 && !caught; series += 1) caught = await isCaught(fault, invariant);
    good &&= caught;
  }
  return good;
}

async function isCaught(fault: string, invariant: string): Promise<boolean> {
  const found = await record(brokenRounds, fault).then(check, (error: unknown) => new Map([[`${invariant} by its end`, [String(error)]]]));
  const caught = [...found].some(([name, breaches]) => name.startsWith(invariant) && breaches.length > 0);
  console.log(`${caught ? 'caught' : 'not caught yet'}: a build that ${fault} (invariant ${invariant}); breaches: ${[...found].map(([name, all]) => `${name.slice(0, 1)}: ${all.length}`).join(', ')}`);
  return caught;
}

if (values['skip-broken'] !== true) console.log(`Broken builds, ${brokenRounds} kills each:`);
let good = values['skip-broken'] === true || (await proveCheckers());
if (values.fault === undefined) {
  console.log(`The real build, ${rounds} kills:`);
  const history = await record(rounds, undefined);
  const found = check(history);
  for (const [name, breaches] of found) console.log(`${breaches.length === 0 ? 'holds' : 'BROKEN'}: ${name}${breaches.slice(0, 5).map((each) => `\n    ${each}`).join('')}`);
  console.log(extent(history));
  if ([...found.values()].some((breaches) => breaches.length > 0)) keep(history);
  good &&= [...found.values()].every((breaches) => breaches.length === 0) && extent(history).killed === rounds;
  if (values.save === true) saveResult('crash', { kills: rounds, extent: extent(history), breaches: Object.fromEntries([...found].map(([name, all]) => [name, all.length])), checkersProved: good });
}
console.log(good ? 'crash proof: holds' : 'crash proof: FAILED');
process.exit(good ? 0 : 1);
