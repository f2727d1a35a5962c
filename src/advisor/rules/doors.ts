import type { Case, MapRule } from '../rule.ts';
import { isJob, isSynchronous } from '../terms.ts';

const bySender = (cases: readonly Case[]) => [...Map.groupBy(cases, ({ link }) => link.from)];

/** Named in front, other than the sender of a webhook. */
const hasDoor = ({ facts: { edges = [] }, limits }: Case) => edges.some((name) => limits[name]?.group !== 'webhook');
const isCalled = (one: Case) => isSynchronous(one) || (isJob(one) && one.link.method !== 'job');
const fromOutside = ({ from, facts }: Case) => facts.startedBy !== 'third-party' && (facts.publicInterface === true || (from?.kind !== 'service' && from?.kind !== 'external-service'));

/** Where clients come in. */
export const doorRules: readonly MapRule[] = [
  {
    id: 'A12', severity: 'advice', title: 'An open door without limits', recommends: ['gateway'], sources: ['AZ-GW'],
    over: (cases) =>
      bySender(cases.filter((one) => isCalled(one) && fromOutside(one) && !hasDoor(one) && one.link.policies.rateLimit === undefined)).flatMap(([from, open]) => {
        const [first] = open;
        if (first === undefined) return [];
        const anyone = open.some(({ facts }) => facts.publicInterface === true);
        const names = open.map(({ link }) => link.name);
        const listed = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
        return [{
          link: first.link.name, severity: anyone ? 'warning' as const : 'advice' as const,
          why: `${anyone ? 'Anyone' : `"${from}", from outside,`} may call ${listed}, and nothing in front or here limits how often.`,
          change: 'Add policies: { rateLimit: { per: "caller" } }, or name the gateway in front in needs.edges.',
        }];
      }),
  },
  {
    id: 'L40', severity: 'warning', title: 'Clients outside know several hosts', recommends: ['gateway'], sources: ['AZ-GW'],
    over: (cases) =>
      bySender(cases.filter((one) => isCalled(one) && fromOutside(one) && !hasDoor(one))).flatMap(([from, calls]) => {
        const [first] = calls;
        // The services of one app share its door; every other receiver is a host of its own.
        const hosts = new Set(calls.flatMap(({ to }) => to.map(({ kind, name }) => (kind === 'service' ? 'this app' : name))));
        const count = Math.max(hosts.size, ...calls.map(({ facts }) => facts.directHosts ?? 0));
        if (first === undefined || count < 2) return [];
        return [{ link: first.link.name, why: `"${from}" calls ${count} hosts directly${hosts.size < 2 ? '' : `: ${[...hosts].join(', ')}`}.`, change: 'Put one door in front of them, with authentication and limits, and name it in needs.edges.' }];
      }),
  },
];
