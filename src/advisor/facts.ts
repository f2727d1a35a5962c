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

/** What is known of a connection that somebody describes: what they said, and what they mean by it. */
export const impliedFacts = (subject: Subject): Facts => factsOf({ ...subject, needs: impliedNeeds(subject.needs) });

/** What a person means who says one need and not the other: an answer within a second is one that is needed now. */
function impliedNeeds(needs: Partial<Needs>): Partial<Needs> {
  const volume = needs.volume ?? (isBulk(needs) ? 'bulk' : undefined);
  const known = volume === undefined ? needs : { ...needs, volume };
  if (needs.reply !== undefined || needs.direction === 'server-to-client' || needs.direction === 'both-ways') return known;
  const reply = impliedReply(known);
  return reply === undefined ? known : { ...known, reply };
}

/** Rows by the ten thousand, a run by the hour, or a transformation that may take hours. */
function isBulk({ rowsPerRun = 0, batchInterval = 0, transforms, freshness = 0 }: Partial<Needs>): boolean {
  return rowsPerRun >= 10_000 || batchInterval >= hour || (transforms === true && freshness >= hour);
}

function impliedReply({ replyWithin, userWaits, responseUsed, crud, nestedReads, volume }: Partial<Needs>): Needs['reply'] {
  if (replyWithin !== undefined) return replyWithin <= 10 * second ? 'now' : 'later';
  if (userWaits === true || responseUsed === true) return 'now';
  if ((crud === true || nestedReads === true) && volume !== 'bulk') return 'now';
  return undefined;
}

function outsideByClient({ client, publicInterface, crossOrganisation, startedBy }: Partial<Needs>): boolean {
  if (publicInterface === true || crossOrganisation === true || startedBy === 'third-party' || startedBy === 'client') return true;
  return client !== undefined && client !== 'service';
}
