import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Contestant, Figures, Run, Task } from './benchmark.ts';
import { Child } from './child.ts';
import { answers } from './services.ts';
import { shuffled } from './statistics.ts';

/** What one contestant gave over all rounds. */
export interface Measured {
  readonly contestant: Contestant;
  readonly rounds: Figures[];
  /** Why there is nothing, or not everything. */
  problem: string | undefined;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly short: boolean;
  readonly only: readonly string[];
  readonly profile: string | undefined;
  tell(line: string): void;
}

/** Runs every contestant once a round, in another order each time, each in a process of its own. */
export async function measureAll(benchmark: Benchmark, options: MeasureOptions): Promise<readonly Measured[]> {
  const chosen = benchmark.contestants.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const measured = await Promise.all(chosen.map(async (contestant) => ({ contestant, rounds: [], problem: await absence(contestant) }) as Measured));
  const task = benchmark.task(options.short);
  for (let round = 1; round <= options.rounds; round += 1)
    for (const each of shuffled(measured)) {
      if (each.problem !== undefined) continue;
      options.tell(`round ${round} of ${options.rounds}: ${each.contestant.name}`);
      await measureOnce(benchmark, each, task, options);
    }
  return measured;
}

async function absence({ service }: Contestant): Promise<string | undefined> {
  if (service === undefined || (await answers(service))) return undefined;
  return `absent (start it with: scripts/services start ${service})`;
}

async function measureOnce(benchmark: Benchmark, measured: Measured, task: Task, options: MeasureOptions): Promise<void> {
  const { contestant } = measured;
  const directory = workDirectory();
  try {
    const run: Run = { contestant, task, directory, profile: contestant.role === 'ours' ? options.profile : undefined };
    measured.rounds.push(await (benchmark.measure ?? measureInChild)(run));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    options.tell(`${contestant.name} failed: ${message}`);
    measured.problem = `failed in round ${measured.rounds.length + 1}: ${message.split('\n', 1)[0]}`;
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** On the disk of the repository, where the services keep their data too; `ISTHMUS_BENCH_DIRECTORY` moves it. */
function workDirectory(): string {
  const base = process.env['ISTHMUS_BENCH_DIRECTORY'] ?? join(import.meta.dirname, '../.work');
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, 'run-'));
}

async function measureInChild({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const child = await Child.start(contestant.entry, { profile });
  try {
    return (await child.call('measure', { ...task, directory, service: contestant.service })) as Figures;
  } finally {
    await child.stop();
  }
}
