import { choiceRules } from './choices/all.ts';
import type { Facts } from './facts.ts';
import type { Choice } from './rule.ts';

/** Why something is recommended. */
export interface Reason {
  readonly rule: string;
  readonly title: string;
  /** One sentence with the numbers. */
  readonly why: string;
  readonly weight: number;
  /** Keys of `sources`. */
  readonly sources: readonly string[];
}

/** One way with its weight and its reasons, the strongest first. */
export interface Ranked {
  readonly choice: Choice;
  readonly weight: number;
  readonly reasons: readonly Reason[];
}

/** Collects reasons by what they speak for. The strongest counts, and each further one adds a little. */
export class Ballot<Name extends string> {
  readonly #votes = new Map<Name, Reason[]>();

  add(reason: Omit<Reason, 'weight'>, points: Readonly<Partial<Record<Name, number>>>): void {
    for (const [name, weight] of Object.entries(points) as [Name, number][]) {
      const reasons = this.#votes.get(name);
      if (reasons === undefined) this.#votes.set(name, [{ ...reason, weight }]);
      else reasons.push({ ...reason, weight });
    }
  }

  /** Best first. */
  counted(): ReadonlyArray<{ readonly name: Name; readonly weight: number; readonly reasons: readonly Reason[] }> {
    return [...this.#votes].map(([name, reasons]) => counted(name, reasons)).sort((a, b) => b.weight - a.weight);
  }
}

function counted<Name>(name: Name, reasons: readonly Reason[]) {
  const sorted = [...reasons].sort((a, b) => b.weight - a.weight);
  return { name, weight: (sorted[0]?.weight ?? 0) + sorted.length - 1, reasons: sorted };
}

/** Ranks the ways that something speaks for, best first; `guesses`: also by what was probably meant. */
export function rank(facts: Facts, { guesses }: { readonly guesses: boolean }): readonly Ranked[] {
  const ballot = new Ballot<Choice>();
  for (const { id, title, sources, points, guess, when } of choiceRules) {
    const why = guess === true && !guesses ? undefined : when(facts);
    if (why !== undefined) ballot.add({ rule: id, title, why, sources }, points);
  }
  return ballot.counted().map(({ name, ...rest }) => ({ choice: name, ...rest }));
}
