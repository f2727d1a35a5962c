/** Benchmarks: `npm run bench` lists them, `npm run bench -- NAME` runs one. See docs/benchmarks.md. */
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks/all.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { measureAll } from './harness/measure.ts';
import { report } from './harness/report.ts';
import { resultOf, save } from './harness/result.ts';
import { announceServices } from './harness/services.ts';
import { installPeers } from './peers/install.ts';

const usage = `Usage: npm run bench -- NAME... [options], or all of them: npm run bench -- all

  --json           print the result as JSON
  --save           keep the result in bench/results/NAME.json
  --short          smaller runs: shows that everything works, not how fast it is
  --rounds N       how often each contestant runs
  --only A,B       these contestants only
  --profile DIR    write CPU profiles of Isthmus there

Peers that need a server are left out where it is absent: scripts/services start redis postgres rabbitmq nats
`;

function settings() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, save: { type: 'boolean' }, short: { type: 'boolean' }, rounds: { type: 'string' }, only: { type: 'string' }, profile: { type: 'string' } },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}.`);
  const short = values.short ?? false;
  return { json: values.json ?? false, keep: values.save ?? false, short, rounds, only: values.only?.split(',') ?? [], profile: values.profile, chosen: choose(positionals) };
}

function choose(names: readonly string[]): readonly Benchmark[] {
  if (names.includes('all')) return benchmarks;
  return names.map((name) => {
    const found = benchmarks.find((each) => each.name === name);
    if (found === undefined) throw new Error(`No benchmark is named ${name}. There are: ${benchmarks.map((each) => each.name).join(', ')}.`);
    return found;
  });
}

async function run(benchmark: Benchmark, { json, keep, short, rounds, only, profile }: ReturnType<typeof settings>): Promise<void> {
  const unknown = only.filter((name) => !benchmark.contestants.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`${benchmark.name} has no contestant ${unknown.join(', ')}. It has: ${benchmark.contestants.map(({ name }) => name).join(', ')}.`);
  if (benchmark.contestants.some(({ entry }) => entry.startsWith('peers/'))) installPeers();
  const options = { rounds: rounds ?? (short ? 1 : benchmark.rounds), short, only, profile, tell: (line: string) => console.error(`${benchmark.name}: ${line}`) };
  const result = resultOf(benchmark, await measureAll(benchmark, options), options);
  console.log(json ? JSON.stringify(result, undefined, 2) : `${report(benchmark, result)}\n`);
  if (keep) console.error(`kept in ${save(result)}`);
}

try {
  const chosen = settings();
  if (chosen.chosen.length === 0) console.log(`${usage}\n${benchmarks.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n')}`);
  else announceServices();
  for (const benchmark of chosen.chosen) await run(benchmark, chosen);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
