import { choiceRules } from './choices/all.ts';
import type { Facts } from './facts.ts';
import type { Choice } from './rule.ts';

/** Why a way is recommended. */
export interface Reason {
  readonly rule: string;
  readonly title: string;
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

/** Ranks the ways that something speaks for, best first: the strongest reason counts, each further one adds a little. */
export function rank(facts: Facts): readonly Ranked[] {
  const found = new Map<Choice, Reason[]>();
  for (const { id, title, sources, points, when } of choiceRules) {
    const why = when(facts);
    if (why === undefined) continue;
    for (const [choice, weight] of Object.entries(points) as [Choice, number][]) {
      const reasons = found.get(choice) ?? [];
      reasons.push({ rule: id, title, why, weight, sources });
      found.set(choice, reasons);
    }
  }
  return [...found].map(([choice, reasons]) => ranked(choice, reasons)).sort((a, b) => b.weight - a.weight);
}

function ranked(choice: Choice, reasons: readonly Reason[]): Ranked {
  const sorted = [...reasons].sort((a, b) => b.weight - a.weight);
  return { choice, weight: (sorted[0]?.weight ?? 0) + sorted.length - 1, reasons: sorted };
}
