import type { Case, MapRule } from '../rule.ts';
import { isSynchronous, percent } from '../terms.ts';

const bySender = (cases: readonly Case[]) => Map.groupBy(cases, ({ link }) => link.from);

/** A call, and the longest chain of calls behind it. */
interface Chain {
  readonly call: Case;
  readonly length: number;
  readonly rest: Chain | undefined;
}

const longer = (a: Chain | undefined, b: Chain | undefined) => ((b?.length ?? 0) > (a?.length ?? 0) ? b : a);

/** The longest chain of synchronous calls that starts with each party; a circle is counted once around. */
function chainsFrom(cases: readonly Case[]): (party: string) => Chain | undefined {
  const senders = bySender(cases);
  const known = new Map<string, Chain | undefined>();
  const walk = (party: string): Chain | undefined => {
    if (known.has(party)) return known.get(party);
    known.set(party, undefined);
    let longest: Chain | undefined;
    for (const call of senders.get(party) ?? []) {
      const rest = call.link.to.filter((to) => to !== party).map(walk).reduce(longer, undefined);
      longest = longer(longest, { call, length: 1 + (rest?.length ?? 0), rest });
    }
    known.set(party, longest);
    return longest;
  };
  return walk;
}

/** A chain as a path of parties. */
function pathOf(from: string, chain: Chain): string {
  const parties = [from];
  for (let each: Chain | undefined = chain; each !== undefined; each = each.rest) parties.push(each.call.link.to.join('|'));
  return parties.length > 8 ? [...parties.slice(0, 6), '…', parties.at(-1)].join(' → ') : parties.join(' → ');
}

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
        if (chain === undefined || chain.length < 3) return [];
        return [{ link: chain.call.link.name, why: `${chain.length} calls wait for each other: ${pathOf(from, chain)}. Times add up, and one failure fails all.`, change: 'Replicate the data by events via stream(), and tell side effects via queue().' }];
      });
    },
  },
  {
    id: 'L07', severity: 'error', title: 'The promise can not be kept', recommends: ['queue'], sources: ['AWS-AV'],
    over: (cases) =>
      [...bySender(cases.filter((one) => isSynchronous(one) && one.facts.availability !== undefined && one.facts.failsWithReceiver !== false))].flatMap(([from, calls]) => {
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
