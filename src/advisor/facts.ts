import type { MapContract, MapParty } from '../kernel/map.ts';
import type { Needs } from '../kernel/needs.ts';

/** A connection of which only needs may be known. */
export interface Subject {
  readonly needs: Partial<Needs>;
  readonly contract?: MapContract | undefined;
  readonly from?: MapParty | undefined;
  readonly to?: readonly MapParty[];
}

/** Needs completed with what follows from the map: who is outside, how many receive. */
export interface Facts extends Partial<Needs> {
  readonly inside: boolean;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

const clients: Readonly<Record<MapParty['kind'], NonNullable<Needs['client']>>> = {
  service: 'service', browser: 'browser', phone: 'phone', partner: 'partner', device: 'device', person: 'person', 'external-service': 'service',
};

/** What is known of a connection. What was declared wins over what is derived. */
export function factsOf({ needs, from, to = [], contract }: Subject): Facts {
  const external = needs.external ?? (from === undefined ? outsideByClient(needs) : from.kind !== 'service');
  const derived: Partial<Needs> = {
    ...(from === undefined ? {} : { client: clients[from.kind] }),
    ...(to.length === 0 ? {} : { receivers: to.length }),
    ...(contract?.kind === 'event' && to.length > 1 ? { independentReceivers: to.length } : {}),
    ...(contract?.kind === 'event' ? { reply: 'none' } : {}),
  };
  return { ...derived, ...needs, external, inside: !external };
}

function outsideByClient({ client, publicInterface, crossOrganisation, startedBy }: Partial<Needs>): boolean {
  if (publicInterface === true || crossOrganisation === true || startedBy === 'third-party' || startedBy === 'client') return true;
  return client !== undefined && client !== 'service';
}
