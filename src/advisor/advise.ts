import { changesOf } from './changes.ts';
import type { Change } from './changes.ts';
import { companionsOf } from './companions.ts';
import type { Companion } from './companions.ts';
import { conflictsOf } from './conflicts.ts';
import type { Conflict } from './conflicts.ts';
import { ways } from './code.ts';
import { rankEngines } from './engines.ts';
import type { RankedEngine } from './engines.ts';
import { impliedFacts } from './facts.ts';
import type { Subject } from './facts.ts';
import { readLimits } from './limits.ts';
import type { LimitsGiven } from './limits.ts';
import { snippetOf } from './snippet.ts';
import { rank } from './rank.ts';
import type { Ranked } from './rank.ts';
import type { Choice } from './rule.ts';
import { sourcesOf } from './sources.ts';
import type { Source } from './sources.ts';
import { tensionsOf } from './tensions.ts';

/** Why a way or an engine is recommended. */
export interface AdviceReason {
  /** Id of the rule; `engine` for reasons of engines. */
  readonly rule: string;
  readonly title: string;
  /** One sentence with the numbers. */
  readonly why: string;
  /** 10: it decides alone; 6: the usual answer; 3: a leaning. */
  readonly weight: number;
  readonly sources: readonly Source[];
}

export interface AdvisedMethod {
  readonly choice: Choice;
  readonly name: string;
  /** Whether this version of Isthmus has it as a method. */
  readonly carried: boolean;
  readonly weight: number;
  readonly reasons: readonly AdviceReason[];
}

export interface AdvisedEngine extends Omit<RankedEngine, 'reasons'> {
  readonly reasons: readonly AdviceReason[];
}

/** A contradiction, and what would be first if one of its needs were not meant. */
export interface ToldConflict extends Conflict {
  readonly readings: ReadonlyArray<{ readonly without: string; readonly choice: Choice | undefined; readonly name: string | undefined }>;
}

export interface Advice {
  /** Best first. Empty where nothing was said that decides, or where needs contradict each other and the answer hangs on it. */
  readonly ranking: readonly AdvisedMethod[];
  /** Engines for the first way, best first; empty where it needs none. */
  readonly engines: readonly AdvisedEngine[];
  readonly companions: readonly Companion[];
  readonly conflicts: readonly ToldConflict[];
  /** Needs that no way meets as they stand; the ranking holds, and one of the numbers has to give. */
  readonly tensions: readonly Conflict[];
  /** The code to paste for the first answer. */
  readonly code: string | undefined;
  /** Changes of one need after which another way would come first. Where `now` is absent, the need is worth asking for. */
  readonly changes: readonly Change[];
}

export interface AdviseOptions {
  /** Limits that replace those of the table, by provider. */
  readonly limits?: LimitsGiven;
}

/** Ranks the ways, and the engines of the first one, for one connection. Pure: the same needs give the same advice. */
export function advise(subject: Subject, { limits = {} }: AdviseOptions = {}): Advice {
  const facts = impliedFacts(subject);
  const conflicts = conflictsOf(subject.needs).map((conflict) => told(conflict, subject));
  const undecided = conflicts.some(({ readings }) => new Set(readings.map(({ choice }) => choice)).size > 1);
  const ranking = undecided ? [] : rank(facts, { guesses: true });
  const first = ranking[0]?.choice;
  return {
    ranking: ranking.map(methodOf),
    engines: rankEngines(first, facts, readLimits(limits)).map((each) => ({ ...each, reasons: each.reasons.map(reasonOf) })),
    companions: first === undefined ? [] : companionsOf(facts),
    conflicts,
    tensions: tensionsOf(subject.needs),
    code: first === undefined ? undefined : snippetOf(first, subject.needs, facts),
    changes: changesOf(subject, first),
  };
}

const reasonOf = ({ sources, ...rest }: Ranked['reasons'][number]): AdviceReason => ({ ...rest, sources: sourcesOf(sources) });

function methodOf({ choice, weight, reasons }: Ranked): AdvisedMethod {
  const { name, state } = ways[choice];
  return { choice, name, carried: state === 'method', weight, reasons: reasons.map(reasonOf) };
}

function told(conflict: Conflict, subject: Subject): ToldConflict {
  const readings = conflict.needs.map((without) => {
    const { [without]: _left, ...needs } = subject.needs;
    const choice = rank(impliedFacts({ ...subject, needs }), { guesses: true })[0]?.choice;
    return { without, choice, name: choice === undefined ? undefined : ways[choice].name };
  });
  return { ...conflict, readings };
}
