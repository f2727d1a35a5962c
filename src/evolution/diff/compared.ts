import type { LockFile } from '../../kernel/lock.ts';
import type { IntegrationMap, MapContract } from '../../kernel/map.ts';

/** What carries a contract, by how its data is written. json: REST, WebSocket, queues, streams, jobs, webhooks. */
export type Protocol = 'json' | 'graphql' | 'grpc';
export const everyProtocol: readonly Protocol[] = ['json', 'graphql', 'grpc'];

/** A contract as far as it can break somebody. */
export type ComparedContract = Pick<MapContract, 'kind' | 'name' | 'version' | 'schemas' | 'effect' | 'idempotent' | 'shape' | 'key'> & {
  readonly errors?: Readonly<Record<string, Pick<NonNullable<MapContract['errors']>[string], 'category' | 'schema'>>>;
  /** Protocols that carry it; all where that is not known. */
  readonly protocols: readonly Protocol[];
};

/** One version of an app's contracts, by `name@version`. */
export type ContractSet = ReadonlyMap<string, ComparedContract>;

const written: Readonly<Record<string, Protocol>> = { graphql: 'graphql', grpc: 'grpc' };

/** The contracts of a map. */
export function contractsOfMap({ contracts, links }: Pick<IntegrationMap, 'contracts' | 'links'>): ContractSet {
  return new Map(contracts.map((each) => {
    const id = `${each.name}@${each.version}`;
    const used = new Set(links.filter((link) => link.contract === id).map(({ method }) => written[method] ?? 'json'));
    return [id, { ...each, protocols: used.size === 0 ? everyProtocol : everyProtocol.filter((protocol) => used.has(protocol)) }];
  }));
}

/** The contracts of a lock file that the app still has. */
export function contractsOfLock({ contracts }: LockFile): ContractSet {
  const present = Object.entries(contracts).filter(([, each]) => each.removed !== true);
  return new Map(present.map(([id, each]) => {
    const at = id.lastIndexOf('@');
    return [id, { ...each, name: id.slice(0, at), version: Number(id.slice(at + 1)), protocols: everyProtocol }];
  }));
}
