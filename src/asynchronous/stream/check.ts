import { isDeepStrictEqual } from 'node:util';
import type { PlannedLink } from '../../driver/method.ts';
import type { Event } from '../../kernel/contract.ts';
import type { Fault } from '../../kernel/options.ts';
import { policyFaults } from '../delivery/options.ts';
import { logValues, streamName, valuesOf } from './plan.ts';

/** Faults between stream links and their options. */
export function checkStreams(links: readonly PlannedLink[]): readonly Fault[] {
  const names = Map.groupBy(links, streamName);
  return [...links.flatMap(linkFaults), ...Array.from(names, ([name, own]) => sharedFaults(name, own)).flat()];
}

function linkFaults(link: PlannedLink): readonly Fault[] {
  const path = `link "${link.name}" via`;
  const { order, compact, partitions } = valuesOf(link);
  const { key, name } = link.contract as Event;
  const faults: Fault[] = [...policyFaults(link)];
  const needsKey = `needs an event with a key, and "${name}" has none; declare event(name, { key: '…' })`;
  if (order === 'key' && key === undefined) faults.push({ path: `${path}.order`, message: `"key" ${needsKey}` });
  if (compact && key === undefined) faults.push({ path: `${path}.compact`, message: needsKey });
  if (order === 'global' && partitions !== 1) faults.push({ path: `${path}.order`, message: `"global" needs one partition, not ${partitions}` });
  return faults;
}

/** Links that share a stream agree on it, and those that lead to the same service on how it reads. */
function sharedFaults(name: string, [first, ...others]: readonly PlannedLink[]): readonly Fault[] {
  if (first === undefined) return [];
  const faults: Fault[] = [];
  const readers = new Map(first.to.map((service) => [service, first]));
  for (const link of others) {
    const differs = link.contract !== first.contract || link.method.engine !== first.method.engine || !isDeepStrictEqual(logValues(link), logValues(first));
    if (differs) faults.push({ path: `link "${link.name}" via`, message: `shares the stream "${name}" with the link "${first.name}", so event, engine, partitions, retention and compaction must be equal; or give it another \`name\`` });
    for (const service of link.to) {
      const reader = readers.get(service);
      readers.set(service, reader ?? link);
      if (reader !== undefined && !isDeepStrictEqual(reader.method.options, link.method.options))
        faults.push({ path: `link "${link.name}" via`, message: `the service "${service}" reads the stream "${name}" by the link "${reader.name}" too, so their options must be equal` });
    }
  }
  return faults;
}
