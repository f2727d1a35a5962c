import { isDeepStrictEqual } from 'node:util';

import type { PlannedLink } from '../../driver/method.ts';
import { shapeOf } from '../../kernel/contract.ts';
import type { Operation } from '../../kernel/contract.ts';
import type { Fault } from '../../kernel/options.ts';
import { methodOf } from './method.ts';
import { pathFields } from './options.ts';
import { fieldName } from './schema/names.ts';

type Found = readonly [path: string, message: string];

/** Every fault of the links that needs no schema. */
export function checkLinks(links: readonly PlannedLink[]): readonly Fault[] {
  const paths = Map.groupBy(links, (link) => methodOf(link).graphql.path);
  return [...links.flatMap((link) => [...linkFaults(link)].map((fault) => placed(link, fault))), ...Array.from(paths.values(), (own) => [...sharedFaults(own)]).flat()];
}

const placed = (link: PlannedLink, [path, message]: Found): Fault => ({ path: `link "${link.name}" via.${path}`, message, code: 'GRAPHQL_LINK_INVALID' });

function* linkFaults(link: PlannedLink): Generator<Found> {
  const { policies, handlers } = link;
  const contract = link.contract as Operation;
  const streams = shapeOf(contract) === 'output-stream';
  if (handlers.size !== 1) yield ['graphql', 'needs a service that handles the operation'];
  if (policies.idempotency !== undefined) yield ['graphql', 'does not keep answers for a key; leave policies.idempotency out, or carry the operation by rest() too'];
  if (streams && (policies.retry ?? policies.breaker ?? policies.bulkhead) !== undefined) yield ['graphql', 'a stream can not be played again, and is over for a breaker before it began; leave these policies out'];
  if (methodOf(link).relations.length > 0 && (contract.effect !== 'read' || streams)) yield ['relations', 'are loaded by operations that read and answer once'];
}

/** Links of one path share its options, and each has a field of its own. */
function* sharedFaults([first, ...others]: readonly PlannedLink[]): Generator<Fault> {
  if (first === undefined) return;
  const seen = new Map([[rootOf(first), first.name]]);
  for (const link of others) {
    const [a, b] = [methodOf(first), methodOf(link)];
    for (const name of Object.keys(pathFields) as Array<keyof typeof pathFields>)
      if (!isDeepStrictEqual(a.graphql[name], b.graphql[name])) yield placed(link, [name, `must be as in the link "${first.name}", since they share the path ${a.graphql.path}`]);
    if (a.authenticate !== b.authenticate) yield placed(link, ['authenticate', `must be as in the link "${first.name}", since they share the path ${a.graphql.path}`]);
    const before = seen.get(rootOf(link));
    if (before !== undefined && b.graphql.root) yield placed(link, ['field', `is "${rootOf(link)}" already in the link "${before}"`]);
    seen.set(rootOf(link), link.name);
  }
}

const rootOf = (link: PlannedLink): string => `${(link.contract as Operation).effect}.${methodOf(link).graphql.field ?? fieldName(link.contract.name)}`;
