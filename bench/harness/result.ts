import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Target, Task } from './benchmark.ts';
import { commit, machine } from './machine.ts';
import type { Machine } from './machine.ts';
import type { Measured } from './measure.ts';
import { spread } from './statistics.ts';
import type { Spread } from './statistics.ts';

export interface ContestantResult {
  readonly name: string;
  readonly role: 'ours' | 'floor' | 'peer';
  readonly note: string | undefined;
  readonly problem: string | undefined;
  readonly figures: Readonly<Record<string, Spread & { readonly values: readonly number[] }>>;
  /** Isthmus divided by this contestant, round by round. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

export interface TargetResult {
  readonly figure: string;
  /** `≥ 4 × the best peer (RabbitMQ)`. */
  readonly wanted: string;
  /** `undefined`: could not be measured. */
  readonly reached: number | undefined;
  readonly met: boolean | undefined;
}

export interface Result {
  readonly benchmark: string;
  readonly date: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly short: boolean;
  readonly rounds: number;
  readonly task: Task;
  readonly versions: Readonly<Record<string, string>>;
  readonly contestants: readonly ContestantResult[];
  readonly targets: readonly TargetResult[];
}

export function resultOf(benchmark: Benchmark, measured: readonly Measured[], options: { readonly short: boolean; readonly rounds: number }): Result {
  const ours = measured.find(({ contestant }) => contestant.role === 'ours');
  const contestants = measured.map((each) => contestantResult(each, ours));
  return {
    benchmark: benchmark.name,
    date: new Date().toISOString(),
    commit: commit(),
    machine: machine(),
    ...options,
    task: benchmark.task(options.short),
    versions: peerVersions(),
    contestants,
    targets: benchmark.targets.map((target) => targetResult(benchmark, target, contestants)),
  };
}

function contestantResult(measured: Measured, ours: Measured | undefined): ContestantResult {
  const { contestant, rounds, problem } = measured;
  const keys = [...new Set(rounds.flatMap((figures) => Object.keys(figures)))];
  const valuesOf = (key: string) => rounds.map((figures) => figures[key] ?? Number.NaN);
  const ratioOf = (key: string) => rounds.flatMap((figures, round) => ratio(ours?.rounds[round]?.[key], figures[key]));
  return {
    name: contestant.name,
    role: contestant.role,
    note: contestant.note,
    problem,
    figures: Object.fromEntries(keys.map((key) => [key, { ...spread(valuesOf(key)), values: valuesOf(key) }])),
    ratios: contestant.role === 'ours' ? {} : Object.fromEntries(keys.flatMap((key) => (ratioOf(key).length === 0 ? [] : [[key, spread(ratioOf(key))]]))),
  };
}

function ratio(ours: number | undefined, theirs: number | undefined): number[] {
  return ours === undefined || theirs === undefined || theirs === 0 || Number.isNaN(ours / theirs) ? [] : [ours / theirs];
}

function targetResult(benchmark: Benchmark, target: Target, contestants: readonly ContestantResult[]): TargetResult {
  const figure = benchmark.figures.find(({ key }) => key === target.figure);
  const { wantedUnit, reached } = reachedOf(target, figure?.better ?? 'higher', figure?.unit ?? '', contestants);
  const [sign, bound] = 'atLeast' in target.bound ? ['≥', target.bound.atLeast] : ['≤', target.bound.atMost];
  const met = reached === undefined || Number.isNaN(reached) ? undefined : 'atLeast' in target.bound ? reached >= bound : reached <= bound;
  return { figure: figure?.title ?? target.figure, wanted: `${sign} ${bound} ${wantedUnit}`, reached: met === undefined ? undefined : reached, met };
}

function reachedOf({ figure, against }: Target, better: 'higher' | 'lower', unit: string, contestants: readonly ContestantResult[]) {
  const ours = contestants.find(({ role }) => role === 'ours')?.figures;
  if (against === 'absolute') return { wantedUnit: unit, reached: ours?.[figure]?.median };
  if (against !== 'best peer' && 'figure' in against) return { wantedUnit: `× ${against.figure}`, reached: (ours?.[figure]?.median ?? Number.NaN) / (ours?.[against.figure]?.median ?? Number.NaN) };
  const opponent = against === 'best peer' ? bestPeer(figure, better, contestants) : contestants.find(({ name }) => name === against.contestant);
  return { wantedUnit: `× ${against === 'best peer' ? `the best peer (${opponent?.name ?? 'none measured'})` : against.contestant}`, reached: opponent?.ratios[figure]?.median };
}

function bestPeer(figure: string, better: 'higher' | 'lower', contestants: readonly ContestantResult[]): ContestantResult | undefined {
  const sign = better === 'higher' ? -1 : 1;
  const peers = contestants.filter(({ role, figures }) => role === 'peer' && Number.isFinite(figures[figure]?.median));
  return peers.toSorted((a, b) => sign * ((a.figures[figure]?.median ?? 0) - (b.figures[figure]?.median ?? 0)))[0];
}

/** The peers' packages as installed. */
function peerVersions(): Readonly<Record<string, string>> {
  try {
    const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../peers/package-lock.json'), 'utf8')) as Lock;
    return Object.fromEntries(Object.keys(lock.packages['']?.dependencies ?? {}).map((name) => [name, lock.packages[`node_modules/${name}`]?.version ?? 'unknown']));
  } catch {
    return {};
  }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dependencies?: Readonly<Record<string, string>> }>>;
}

/** Keeps a result in `bench/results/`, to be committed. Answers with its path. */
export function save(result: Result): string {
  const folder = join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${result.benchmark}${result.short ? '.short' : ''}.json`);
  writeFileSync(path, `${JSON.stringify(result, undefined, 2)}\n`);
  return path;
}
