import type { Needs } from '../kernel/needs.ts';
import { needFields } from '../kernel/needs.ts';
import { formatDuration } from '../kernel/units.ts';
import { conflictsOf } from './conflicts.ts';
import type { NeedName } from './conflicts.ts';
import { ways } from './code.ts';
import { impliedFacts, hour, minute, second } from './facts.ts';
import type { Subject } from './facts.ts';
import { rank } from './rank.ts';
import type { Choice } from './rule.ts';

/** A change of one need after which another way comes first. */
export interface Change {
  readonly need: NeedName;
  /** What the need asks for, in words. */
  readonly description: string;
  /** The value that would change the answer: times in milliseconds, sizes in bytes. */
  readonly value: string | number | boolean;
  /** What is said now; `undefined`: nothing, so it is worth asking. */
  readonly now: Needs[NeedName];
  readonly choice: Choice;
  readonly name: string;
  /** The change in one line: `processing: 1m instead of 200ms → job (202, then poll)`. */
  readonly text: string;
}

/** Numbers on both sides of what the rules compare with. */
const numbers: Readonly<Partial<Record<NeedName, readonly number[]>>> = {
  processing: [second, minute], replyWithin: [second, minute], updateGap: [second / 10, hour], freshness: [second, minute, 24 * hour],
  rate: [1, 5_000], burst: [1, 10_000], capacity: [10, 1_000_000], independentReceivers: [1, 3], receivers: [1, 3], clientKinds: [1, 3],
  payload: [1_000, 10_000_000], servers: [1, 4], rowsPerRun: [1, 100_000], callsPerScreen: [1, 5],
};
const times: ReadonlySet<NeedName> = new Set(['processing', 'replyWithin', 'updateGap', 'freshness']);

function candidates(need: NeedName, now: unknown): readonly (string | number | boolean)[] {
  const { enum: words, type } = needFields[need].schema as { readonly enum?: readonly string[]; readonly type?: string };
  const all = words ?? (type === 'boolean' ? [true, false] : (numbers[need] ?? []));
  return all.filter((value) => value !== now && (value !== false || now === true));
}

/** Flips one need after the other and tells those after which another way comes first. */
export function changesOf(subject: Subject, first: Choice | undefined): readonly Change[] {
  if (first === undefined) return [];
  return (Object.keys(needFields) as NeedName[]).flatMap((need) => {
    for (const value of candidates(need, subject.needs[need])) {
      const needs = { ...subject.needs, [need]: value } as Partial<Needs>;
      const choice = conflictsOf(needs).length > 0 ? undefined : rank(impliedFacts({ ...subject, needs }), { guesses: true })[0]?.choice;
      if (choice !== undefined && choice !== first) return [changed(need, value, subject.needs[need], choice)];
    }
    return [];
  });
}

function changed(need: NeedName, value: string | number | boolean, now: Needs[NeedName], choice: Choice): Change {
  const show = (each: unknown) => (times.has(need) && typeof each === 'number' ? formatDuration(each) : String(each));
  const instead = now === undefined ? '' : ` instead of ${show(now)}`;
  const { name } = ways[choice];
  return { need, description: needFields[need].description, value, now, choice, name, text: `${need}: ${show(value)}${instead} → ${name}` };
}
