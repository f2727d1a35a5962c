import type { MapLink } from '../kernel/map.ts';
import type { Finding } from './finding.ts';

/** Acceptances of findings that are not there (any longer), so that they go. */
export function staleIn(links: readonly MapLink[], found: readonly Finding[]): readonly Finding[] {
  const known = new Set(found.map(({ link, rule }) => `${link} ${rule}`));
  return links.flatMap(({ name, accepted }) =>
    Object.entries(accepted).filter(([rule]) => !known.has(`${name} ${rule}`)).map(([rule, reason]): Finding => ({
      rule: 'stale', link: name, severity: 'note', title: 'An acceptance that nothing needs',
      why: `${rule} is accepted ("${reason}") and does not fire here.`, change: `Take ${rule} out of accepted.`,
      code: undefined, recommends: [], sources: [],
    })),
  );
}
