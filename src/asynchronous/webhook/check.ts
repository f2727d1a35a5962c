import { isDeepStrictEqual } from 'node:util';
import type { PlannedLink } from '../../driver/method.ts';
import type { Fault } from '../../kernel/options.ts';
import { policyFaults } from '../delivery/options.ts';
import { doorFields } from './options.ts';
import { methodOf, queueName, valuesOf } from './plan.ts';

const reserved: ReadonlySet<string> = new Set(['/openapi.json', '/docs', '/jobs', '/health/live', '/health/ready']);

/** Faults between webhook links and their options. */
export function checkWebhooks(links: readonly PlannedLink[]): readonly Fault[] {
  const byPath = Map.groupBy(links, (link) => valuesOf(link).path);
  return [...links.flatMap(linkFaults), ...queueFaults(links), ...Array.from(byPath.values(), doorFaults).flat()];
}

function linkFaults(link: PlannedLink): readonly Fault[] {
  const faults: Fault[] = [...policyFaults(link)];
  const { path, events, order, late, orderWithin } = valuesOf(link);
  const at = (name: string, message: string): void => void faults.push({ path: `link "${link.name}" ${name}`, message });
  if (link.to.length !== 1) at('to', 'a delivery of this link has one receiver; declare a link for each of several, with the same path');
  if (link.policies.rateLimit !== undefined && link.policies.rateLimit.per !== 'link') at('policies.rateLimit.per', 'must be "link", since a delivery has no caller; `rate` limits each address');
  if (events.length === 0) at('via.events', 'must name the types that the link takes; leave it out to take all');
  if (reserved.has(path) || path.startsWith('/jobs/') || path.includes('//') || path.split('/').some((each) => each === '.' || each === '..')) at('via.path', `"${path}" can't be the address of a webhook`);
  if (late === 'skip' && order !== undefined && order !== 'key') at('via.late', '"skip" needs order "key", since only deliveries of one key are compared');
  if (orderWithin > 0 && order === 'none') at('via.orderWithin', 'puts in order what order "none" says does not matter');
  return faults;
}

function queueFaults(links: readonly PlannedLink[]): readonly Fault[] {
  const seen = new Map<string, string>();
  return links.flatMap((link) => {
    const before = seen.get(queueName(link));
    seen.set(queueName(link), link.name);
    return before === undefined ? [] : [{ path: `link "${link.name}" via.name`, message: `the queue "${queueName(link)}" is that of the link "${before}" already; give one of them another \`name\`` }];
  });
}

/** Links of one address must agree on everything but what they take and how it is handled. */
function doorFaults([first, ...others]: readonly PlannedLink[]): readonly Fault[] {
  if (first === undefined) return [];
  const shared = Object.keys(doorFields) as ReadonlyArray<keyof typeof doorFields>;
  const of = (link: PlannedLink) => shared.map((name) => valuesOf(link)[name]);
  const differing = others.filter((link) => methodOf(link).provider.name !== methodOf(first).provider.name || methodOf(link).secrets !== methodOf(first).secrets || !isDeepStrictEqual(of(link), of(first)));
  return differing.map((link) => ({ path: `link "${link.name}" via.path`, message: `"${valuesOf(link).path}" is the address of the link "${first.name}" too, so provider, secrets and limits must be the same`, code: 'WEBHOOK_PATH_TAKEN' }));
}
