import type { Facts } from '../facts.ts';
import { second } from '../facts.ts';
import type { Choice } from '../rule.ts';

/** A reason to choose a way, with its weight: 10 the need decides alone, 6 the usual answer, 3 a leaning. */
export interface ChoiceRule {
  readonly id: string;
  readonly title: string;
  readonly sources: readonly string[];
  /** What it speaks for, best first, with weights. */
  readonly points: Readonly<Partial<Record<Choice, number>>>;
  /** It fills in what was not said: for advice, not for a check of what was declared. */
  readonly guess?: true;
  /** Why it applies, in one sentence with the numbers; `undefined`: it does not. */
  when(facts: Facts): string | undefined;
}

/** The time from which a caller should not hold a request open: published limits are 1, 5 and 10 s. */
export const longWork = 5 * second;

/** What brokers of all kinds take; a larger body travels as a reference. */
export const largeBody = 262_144;

/** Clients listen, and only the server speaks. */
export const isAnsweredByPush = ({ direction }: Facts): boolean => direction === 'server-to-client';

export const because = (holds: boolean | undefined, why: string): string | undefined => (holds === true ? why : undefined);
