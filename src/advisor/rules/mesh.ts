import type { Case, MapRule } from '../rule.ts';
import { internal } from '../terms.ts';

/** What every service must do alike. */
export const meshRules: readonly MapRule[] = [
  {
    id: 'A15', severity: 'advice', title: 'Every service does the same by itself', recommends: ['mesh'], sources: ['AZ-IPC'],
    over: (cases) => {
      const wanting = cases.find((one) => internal(one) && one.link.method !== 'mesh' && (one.facts.mutualTls === true || one.facts.uniformTraffic === true));
      const services = wanting?.facts.internalServices ?? new Set(cases.filter(internal).flatMap(({ link }) => [link.from, ...link.to])).size;
      if (wanting === undefined || services < 10) return [];
      return [{ link: wanting.link.name, why: `${services} services need the same encryption, retries and balancing.`, change: 'Let a service mesh do it for all; load-test it first.' }];
    },
  },
  {
    id: 'L41', severity: 'warning', title: 'Services speak in the clear, or each by its own rules', recommends: ['mesh'], sources: ['AZ-IPC'],
    over: (cases) => [...plain(cases), ...unlike(cases)],
  },
];

function plain(cases: readonly Case[]) {
  return cases.filter((one) => internal(one) && one.facts.encrypted === false).map(({ link }) => ({
    link: link.name, why: `What "${link.from}" and "${link.to.join(', ')}" say to each other can be read on the way.`, change: 'Encrypt it, with a certificate on both sides: a service mesh does so for all.',
  }));
}

function unlike(cases: readonly Case[]) {
  const alike = cases.filter((one) => internal(one) && one.facts.uniformTraffic === true);
  const kinds = new Set(alike.map(({ link: { policies } }) => JSON.stringify([policies.retry, policies.breaker])));
  const [first] = alike;
  if (first === undefined || kinds.size < 2) return [];
  return [{ link: first.link.name, why: `${alike.length} links between services should be treated alike and have ${kinds.size} different settings of retry and breaker.`, change: 'Declare the policies once and give the same object to each link, or use a mesh.' }];
}
