import { isDeepStrictEqual } from 'node:util';
import type { PlannedLink } from '../../driver/method.ts';
import type { Fault } from '../../kernel/options.ts';

/** Faults between job links. */
export function checkJobs(links: readonly PlannedLink[]): readonly Fault[] {
  const operations = Map.groupBy(links, (link) => link.contract.name);
  return [...links.flatMap(linkFaults), ...Array.from(operations.values(), sharedFaults).flat()];
}

function linkFaults(link: PlannedLink): readonly Fault[] {
  const path = `link "${link.name}"`;
  const faults: Fault[] = [];
  if (link.to.length !== 1) faults.push({ path: `${path} to`, message: 'a job is done by one service' });
  if (link.policies.bulkhead !== undefined) faults.push({ path: `${path} policies.bulkhead`, message: 'has no effect on jobs; use the option "concurrency"' });
  return faults;
}

/** The jobs of an operation share one queue. */
function sharedFaults([first, ...others]: readonly PlannedLink[]): readonly Fault[] {
  if (first === undefined) return [];
  const same = (link: PlannedLink): boolean =>
    link.contract === first.contract && link.to[0] === first.to[0] && isDeepStrictEqual(link.method.options, first.method.options) && isDeepStrictEqual(link.policies, first.policies);
  return others.filter((link) => !same(link)).map((link) => ({
    path: `link "${link.name}" via`, message: `shares the jobs of "${first.contract.name}" with the link "${first.name}", so receiver, options and policies must be equal`,
  }));
}
