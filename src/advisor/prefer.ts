import { rank } from './rank.ts';
import type { Case, Choice, Evidence, Severity } from './rule.ts';
import { choicesOf } from './terms.ts';
import { shortName, ways } from './code.ts';

/** A difference below this is a matter of taste. */
const clearly = 3;

export interface Preference extends Evidence {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly recommends: readonly Choice[];
  readonly sources: readonly string[];
}

/** The way that the needs of a link clearly prefer over its method; `undefined` while nothing is decided. */
export function preferenceOf(one: Case): Preference | undefined {
  const ranking = rank(one.facts, { guesses: false });
  const [best] = ranking;
  const [reason] = best?.reasons ?? [];
  const chosen = choicesOf(one);
  if (best === undefined || reason === undefined || chosen.includes(best.choice)) return undefined;
  const own = Math.max(0, ...ranking.filter(({ choice }) => chosen.includes(choice)).map(({ weight }) => weight));
  if (best.weight - own < clearly) return undefined;
  return {
    rule: reason.rule, title: `${reason.title}: ${shortName(best.choice)} fits better`, severity: ways[best.choice].state === 'absent' ? 'note' : 'advice',
    recommends: [best.choice], sources: reason.sources,
    why: sentence(best.reasons.map(({ why }) => why).join('; ')), change: `Use ${shortName(best.choice)} in place of ${one.link.method}, or say in needs what speaks for ${one.link.method}.`,
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
