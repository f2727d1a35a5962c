import type { Needs } from '../kernel/needs.ts';
import { formatSize } from '../kernel/units.ts';
import { ways } from './code.ts';
import { factsOf } from './facts.ts';
import type { Facts, Subject } from './facts.ts';
import { rank } from './rank.ts';
import type { Ranked } from './rank.ts';
import type { Choice } from './rule.ts';

/** What must come with the chosen way. */
export interface Companion {
  readonly name: 'claim check' | 'transactional outbox' | 'API gateway' | 'service mesh' | 'order per key' | 'one lane' | 'callback';
  readonly why: string;
  readonly rule: string;
}

export interface Advice {
  /** Best first; empty where nothing was said that decides. */
  readonly ranking: readonly Ranked[];
  readonly companions: readonly Companion[];
  /** The code to paste for the first answer. */
  readonly code: string | undefined;
  /** Changes of one need that would change the first answer. */
  readonly changes: ReadonlyArray<{ readonly need: string; readonly choice: Choice }>;
}

/** Ranks the ways for one connection. */
export function advise(subject: Subject): Advice {
  const facts = factsOf(subject);
  const ranking = rank(facts);
  const first = ranking[0]?.choice;
  return { ranking, companions: companionsOf(facts), code: first === undefined ? undefined : ways[first].code, changes: changesOf(facts, first) };
}

/** A broker that takes less than this is common; larger payloads travel as a reference. */
const smallestBrokerLimit = 262_144;

function companionsOf(facts: Facts): Companion[] {
  const all: Array<Companion | false> = [
    (facts.payload ?? 0) > 0.8 * smallestBrokerLimit && facts.reply !== 'now' && facts.volume !== 'bulk' && { name: 'claim check', rule: 'A25', why: `${formatSize(facts.payload ?? 0)} do not fit into common brokers` },
    facts.loss === 'none' && facts.writesDatabase === true && facts.publishes === true && { name: 'transactional outbox', rule: 'A26', why: 'a database write and a message must both happen or neither' },
    facts.external === true && facts.startedBy !== 'third-party' && facts.reply === 'now' && (facts.publicInterface === true || (facts.clientKinds ?? 0) >= 2) && { name: 'API gateway', rule: 'A12', why: 'clients outside need one door with authentication and limits' },
    facts.inside && (facts.internalServices ?? 0) >= 10 && (facts.mutualTls === true || facts.uniformTraffic === true) && { name: 'service mesh', rule: 'A15', why: `${facts.internalServices} services need the same encryption and retries` },
    facts.order === 'key' && { name: 'order per key', rule: 'A21', why: 'declare the key on the contract, and order: "key" on the link' },
    facts.order === 'global' && { name: 'one lane', rule: 'A22', why: 'global order allows one consumer; order per key scales' },
    facts.callerTakesCallbacks === true && (facts.processing ?? 0) > 5_000 && { name: 'callback', rule: 'A24', why: 'the caller can be called back, so it need not poll' },
  ];
  return all.filter((each) => each !== false);
}

const flips: ReadonlyArray<readonly [string, Partial<Needs>]> = [
  ['an answer were needed at once', { reply: 'now' }],
  ['nobody waited for an answer', { reply: 'none' }],
  ['processing took a minute', { processing: 60_000 }],
  ['readers had to go back and read again', { replay: true }],
  ['two more systems read it', { independentReceivers: 3, receivers: 3 }],
  ['both sides spoke all the time', { direction: 'both-ways', updateGap: 100, holdsConnection: true }],
  ['it were bulk data once a night', { volume: 'bulk', freshness: 86_400_000 }],
];

function changesOf(facts: Facts, first: Choice | undefined): ReadonlyArray<{ readonly need: string; readonly choice: Choice }> {
  const found = flips.map(([need, flip]) => ({ need, choice: rank({ ...facts, ...flip })[0]?.choice }));
  return found.filter((each): each is { need: string; choice: Choice } => each.choice !== undefined && each.choice !== first);
}
