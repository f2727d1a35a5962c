import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import type { WebhookOutcome } from '../../driver/webhook.ts';
import { fromBytes, keyPart, toBytes } from '../delivery/envelope.ts';
import { entriesOf } from '../delivery/scan.ts';
import { encloseGroup, groupOf, indexOf, openGroup } from './record.ts';
import type { DeliveryFacts, StoredDelivery } from './record.ts';
import { Fingerprint } from './remembered.ts';

const accepted = 'webhook-deliveries';
const others = 'webhook-refused';
const seen = 'webhook-seen';
const seenGroups = 'webhook-seen-groups';
const outcomes = 'webhook-outcomes';
const latest = 'webhook-latest';
/** Groups that are read at a time; each may hold a megabyte. */
const page = 16;
/** Most records that one call looks at. */
const mostLooked = 2_000;

type StoredOutcome = Omit<WebhookOutcome, 'queue'>;
type Kept = Pick<StoredDelivery, 'facts' | 'body'>;

/** Deliveries, the ids that were seen, and what became of them, in the state store. */
export class DeliveryRecords {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /** Deliveries that were accepted together, as one entry. */
  put(group: string, kept: readonly Kept[], expiresAt: number): StateOperation {
    return { put: group, collection: accepted, value: encloseGroup(kept), expiresAt };
  }

  /** A delivery that was refused or repeated. */
  putOther(group: string, kept: Kept, expiresAt: number): StateOperation {
    return { put: group, collection: others, value: encloseGroup([kept]), expiresAt };
  }

  forgetOther(group: string): StateOperation {
    return { delete: group, collection: others };
  }

  /** Groups of what was refused or repeated, the latest first. */
  async otherGroups(limit: number): Promise<string[]> {
    const groups: string[] = [];
    for await (const { key } of entriesOf(this.#state, others, '')) {
      groups.push(key);
      if (groups.length >= limit) break;
    }
    return groups;
  }

  /** Remembers a name of a delivery: the unit is refused with `STATE_CONFLICT` where it is known. */
  remember(endpoint: string, name: string, id: string, expiresAt: number): StateOperation {
    return { put: seenKey(endpoint, name), collection: seen, value: Buffer.from(id), expiresAt, when: { absent: true } };
  }

  /** Remembers names of a group, for whoever keeps all of them in memory. */
  rememberGroup(endpoint: string, group: string, prints: readonly Fingerprint[], expiresAt: number): StateOperation {
    const value = Buffer.allocUnsafeSlow(prints.length * 8);
    for (const [index, { low, high }] of prints.entries()) value.writeUInt32LE(high, value.writeUInt32LE(low, index * 8));
    return { put: `${keyPart(endpoint)}/${group}`, collection: seenGroups, value, expiresAt };
  }

  /** Everything that `rememberGroup` wrote and that counts still, the latest first. */
  async *rememberedGroups(endpoint: string): AsyncGenerator<{ readonly print: Fingerprint; readonly until: number }> {
    for await (const { value, expiresAt = 0 } of entriesOf(this.#state, seenGroups, `${keyPart(endpoint)}/`)) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      for (let at = 0; at < bytes.length; at += 8) yield { print: new Fingerprint(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)), until: expiresAt };
    }
  }

  putOutcome(id: string, queue: string, outcome: StoredOutcome, expiresAt: number): StateOperation {
    return { put: `${id}/${queue}`, collection: outcomes, value: toBytes(outcome), expiresAt };
  }

  /** What became of it in each queue that it went into, also by a replay. */
  async outcomesOf({ id, facts: { queues } }: StoredDelivery): Promise<readonly WebhookOutcome[]> {
    const found = new Map<string, WebhookOutcome>(queues.map((queue) => [queue, { queue, state: 'waiting', at: undefined, attempts: 0, error: undefined }]));
    for await (const { key, value } of entriesOf(this.#state, outcomes, `${id}/`)) {
      const queue = key.slice(id.length + 1);
      found.set(queue, { queue, ...fromBytes<StoredOutcome>(value) });
    }
    return Array.from(found.values());
  }

  async latestTime(queue: string, key: string): Promise<number> {
    const entry = await this.#state.get(latest, `${queue}/${keyPart(key)}`);
    return entry === undefined ? -Infinity : fromBytes<number>(entry.value);
  }

  putLatest(queue: string, key: string, time: number, expiresAt: number): StateOperation {
    return { put: `${queue}/${keyPart(key)}`, collection: latest, value: toBytes(time), expiresAt };
  }

  async get(id: string): Promise<StoredDelivery | undefined> {
    return (await this.#group(groupOf(id))).find((each) => each.id === id);
  }

  async #group(group: string): Promise<readonly StoredDelivery[]> {
    const entry = (await this.#state.get(accepted, group)) ?? (await this.#state.get(others, group));
    return entry === undefined ? [] : openGroup(group, entry.value);
  }

  /** Deliveries that fit, the latest first, and where to go on. */
  async list(fits: (facts: DeliveryFacts) => boolean, limit: number, start: string | undefined): Promise<{ readonly found: readonly StoredDelivery[]; readonly next: string | undefined }> {
    const found: StoredDelivery[] = [];
    let looked = 0;
    let next: string | undefined;
    for await (const delivery of this.#all(start)) {
      // There is more only where something comes after what is enough.
      if (found.length === limit || looked === mostLooked) return { found, next };
      if (fits(delivery.facts)) found.push(delivery);
      looked += 1;
      next = delivery.id;
    }
    return { found, next: undefined };
  }

  /** Everything, the latest first; `start`: after this delivery. */
  async *#all(start: string | undefined): AsyncGenerator<StoredDelivery> {
    if (start !== undefined) yield* (await this.#group(groupOf(start))).filter(({ id }) => indexOf(id) < indexOf(start));
    for (let after = start === undefined ? undefined : groupOf(start); ; ) {
      const groups = await this.#page(after);
      for (const { key, value } of groups) yield* openGroup(key, value);
      if (groups.length < page) return;
      after = groups.at(-1)?.key;
    }
  }

  /** Of both kinds, in the order of their ids. */
  async #page(after: string | undefined) {
    const range = { limit: page, ...(after === undefined ? {} : { after }) };
    const both = await Promise.all([this.#state.scan(accepted, range), this.#state.scan(others, range)]);
    return both.flat().sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, page);
  }
}

const seenKey = (endpoint: string, name: string): string => `${keyPart(endpoint)}/${keyPart(name)}`;

