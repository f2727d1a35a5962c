import type { Case, MapRule } from '../rule.ts';
import { isSynchronous } from '../terms.ts';

const many = 9;
const flood = 27;

const ownAttempts = ({ link }: Case) => link.policies.retry?.attempts ?? 1;

/** Calls below each party that one call of it can become, at worst; a circle is counted once around. */
function attemptsFrom(cases: readonly Case[]): (one: Case) => number {
  const senders = Map.groupBy(cases, ({ link }) => link.from);
  const known = new Map<string, number>();
  const from = (party: string): number => {
    const found = known.get(party);
    if (found !== undefined) return found;
    known.set(party, 1);
    const worst = Math.max(1, ...(senders.get(party) ?? []).map(of));
    known.set(party, worst);
    return worst;
  };
  const of = (one: Case): number => ownAttempts(one) * Math.max(one.facts.attemptsBelow ?? 1, ...one.link.to.filter((to) => to !== one.link.from).map(from));
  return of;
}

/** Parties that are reached over synchronous calls from some. */
function below(start: readonly string[], cases: readonly Case[]): ReadonlySet<string> {
  const senders = Map.groupBy(cases, ({ link }) => link.from);
  const reached = new Set(start);
  for (const party of reached) for (const { link } of senders.get(party) ?? []) for (const to of link.to) reached.add(to);
  return reached;
}

/** Retries of several layers, which multiply. */
export const stormRules: readonly MapRule[] = [
  {
    id: 'L09', severity: 'warning', title: 'Retries multiply', recommends: [], sources: ['SRE', 'AWS-RT', 'AZ-RET'],
    over: (all) => {
      const cases = all.filter(isSynchronous);
      const product = attemptsFrom(cases);
      const multiplied = cases.filter((one) => ownAttempts(one) > 1 && product(one) >= many && product(one) > ownAttempts(one)).sort((a, b) => product(b) - product(a));
      const told = new Set<string>();
      return multiplied.flatMap((one) => {
        if (told.has(one.link.from)) return [];
        for (const party of below(one.link.to, cases)) told.add(party);
        const [own, calls] = [ownAttempts(one), product(one)];
        return [{
          link: one.link.name, severity: calls >= flood ? 'error' as const : 'warning' as const,
          why: `${own} attempts here times ${calls / own} further down make ${calls} calls of one.`,
          change: 'Retry at one layer only: take policies.retry away here, or below.',
        }];
      });
    },
  },
];
