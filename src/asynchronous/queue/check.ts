import { isDeepStrictEqual } from 'node:util';
import type { PlannedLink } from '../../driver/method.ts';
import type { Event } from '../../kernel/contract.ts';
import type { Fault } from '../../kernel/options.ts';
import { policyFaults } from '../delivery/options.ts';
import { queueName, valuesOf } from './plan.ts';

/** Faults between queue links and their options. */
export function checkQueues(links: readonly PlannedLink[]): readonly Fault[] {
  const names = Map.groupBy(links, queueName);
  return [...links.flatMap(linkFaults), ...reservedFaults(names), ...Array.from(names, ([name, own]) => sharedFaults(name, own)).flat()];
}

function linkFaults(link: PlannedLink): readonly Fault[] {
  const path = `link "${link.name}"`;
  const faults: Fault[] = [...policyFaults(link)];
  if (link.to.length !== 1) faults.push({ path: `${path} to`, message: 'a message of a queue has one receiver; use stream() for several independent ones' });
  if (valuesOf(link).order === 'key' && (link.contract as Event).key === undefined)
    faults.push({ path: `${path} via.order`, message: `"key" needs an event with a key, and "${link.contract.name}" has none; declare event(name, { key: '…' })` });
  return faults;
}

/** A queue of a person's own must never meet that of a job or a webhook, which has another form on the same engine. */
const reserved = ['jobs.', 'webhooks.'];

function reservedFaults(names: ReadonlyMap<string, readonly PlannedLink[]>): readonly Fault[] {
  const taken = Array.from(names, ([name, [first]]) => ({ name, first, prefix: reserved.find((each) => name.startsWith(each)) }));
  return taken.flatMap(({ name, first, prefix }) => (first === undefined || prefix === undefined ? [] : [{
    path: `link "${first.name}" via.name`, message: `the queue would be "${name}", and names that begin with "${prefix}" belong to queues of Isthmus; give it another \`name\``,
  }]));
}

/** Links that share a queue must agree on everything. */
function sharedFaults(name: string, [first, ...others]: readonly PlannedLink[]): readonly Fault[] {
  if (first === undefined) return [];
  const differing = others.filter((link) => link.contract !== first.contract || link.to[0] !== first.to[0] || link.method.engine !== first.method.engine || !isDeepStrictEqual(link.method.options, first.method.options));
  return differing.map((link) => ({ path: `link "${link.name}" via`, message: `shares the queue "${name}" with the link "${first.name}", so contract, receiver and options must be equal; or give it another \`name\`` }));
}
