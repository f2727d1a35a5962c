import type { Case, MapRule } from '../rule.ts';
import { isSynchronous, percent } from '../terms.ts';

const bySender = (cases: readonly Case[]) => Map.groupBy(cases, ({ link }) => link.from);

/** The longest chain of synchronous calls that starts with each party; a circle is counted once around. */
function chainsFrom(cases: readonly Case[]): (party: string) => readonly Case[] {
  const senders = bySender(cases);
  const known = new Map<string, readonly Case[]>();
  const walk = (party: string): readonly Case[] => {
    const found = known.get(party);
    if (found !== undefined) return found;
    known.set(party, []);
    const chains = (senders.get(party) ?? []).map((one) => [one, ...one.link.to.filter((to) => to !== party).map(walk).reduce<readonly Case[]>(longer, [])]);
    const longest = chains.reduce<readonly Case[]>(longer, []);
    known.set(party, longest);
    return longest;
  };
  return walk;
}

const longer = (a: readonly Case[], b: readonly Case[]) => (b.length > a.length ? b : a);

/** Rules that see all links. */
export const topologyRules: readonly MapRule[] = [
  {
    id: 'L05', severity: 'warning', title: 'One call after another only to tell', recommends: ['publish-subscribe'], sources: ['NET', 'AZ-PUB'],
    over: (cases) =>
      [...bySender(cases.filter((one) => isSynchronous(one) && one.facts.responseUsed === false))].flatMap(([from, calls]) => {
        const first = calls[0];
        if (first === undefined || calls.length < 3) return [];
        const told = calls.map(({ link }) => link.to.join(', ')).join(', ');
        return [{ link: first.link.name, why: `"${from}" calls ${calls.length} receivers and uses none of the answers (${told}).`, change: 'Emit one event via stream(); each receiver reads it for itself.', severity: calls.length >= 5 ? 'error' as const : 'warning' as const }];
      }),
  },
  {
    id: 'L06', severity: 'warning', title: 'A chain of calls', recommends: ['stream'], sources: ['NET'],
    over: (cases) => {
      const calls = cases.filter((one) => isSynchronous(one) && one.facts.responseUsed !== false);
      const walk = chainsFrom(calls);
      const called = new Set(calls.flatMap(({ link }) => link.to));
      return [...bySender(calls).keys()].filter((from) => !called.has(from)).flatMap((from) => {
        const chain = walk(from);
        const [first] = chain;
        if (first === undefined || chain.length < 3) return [];
        const path = [from, ...chain.map(({ link }) => link.to.join('|'))].join(' → ');
        return [{ link: first.link.name, why: `${chain.length} calls wait for each other: ${path}. Times add up, and one failure fails all.`, change: 'Replicate the data by events via stream(), and tell side effects via queue().' }];
      });
    },
  },
  {
    id: 'L07', severity: 'error', title: 'The promise can not be kept', recommends: ['queue'], sources: ['AWS-AV'],
    over: (cases) =>
      [...bySender(cases.filter((one) => isSynchronous(one) && one.facts.availability !== undefined))].flatMap(([from, calls]) => {
        const objective = Math.max(...calls.map(({ facts }) => facts.objective ?? 0));
        const product = calls.reduce((all, { facts }) => all * (facts.availability ?? 1), 1);
        const first = calls[0];
        if (first === undefined || objective === 0 || product >= objective) return [];
        return [{ link: first.link.name, why: `"${from}" promises ${precise(objective)} and depends on ${calls.length} receivers that together reach ${precise(product)}.`, change: 'Put a queue before what is not needed for the answer, answer without it when it fails, or promise less.' }];
      }),
  },
];

/** A share with the digits that matter for availability. */
const precise = (share: number): string => (share > 0.99 ? `${Math.round(share * 1_000_000) / 10_000} %` : percent(share));
