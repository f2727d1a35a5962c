import type { MethodHost } from '../../driver/method.ts';
import { GatheredEffects } from '../delivery/unit.ts';
import { addMessages } from './outgoing.ts';
import type { Handed, Way } from './outgoing.ts';
import { deliveryId, mostInGroup, newGroup } from './record.ts';
import type { DeliveryFacts } from './record.ts';
import type { DeliveryRecords } from './records.ts';
import { Fingerprint, Remembered } from './remembered.ts';

/** Most bytes of one group. */
const mostBytes = 1_048_576;

/** A verified delivery on its way into the store. */
export interface Arriving {
  readonly facts: DeliveryFacts;
  readonly body: Buffer;
  /** By what a repeat is recognised. */
  readonly names: readonly string[];
  readonly ways: readonly Way[];
  readonly handed: Omit<Handed, 'record' | 'id'>;
}

interface Group {
  readonly arriving: Arriving[];
  readonly prints: Fingerprint[];
  bytes: number;
  readonly ended: PromiseWithResolvers<void>;
}

export interface LedgerParts {
  readonly records: DeliveryRecords;
  readonly host: MethodHost;
  readonly endpoint: string;
  readonly keep: number;
  readonly deduplicationWindow: number;
  readonly remembered: number;
}

/** Stores deliveries, each once. */
export interface Ledger {
  /** Before the first delivery. */
  load(): Promise<void>;
  /** Resolves once it is durable, with whether it repeats one that came before. */
  store(arriving: Arriving): Promise<boolean>;
}

/** Adds what is kept of deliveries, and their messages. */
export function gather({ records, host, keep }: LedgerParts, group: string, all: readonly Arriving[]): GatheredEffects {
  const gathered = new GatheredEffects();
  gathered.add(host.stateEngine, { state: [records.put(group, all, host.clock.now() + keep)] });
  for (const [index, { ways, handed }] of all.entries()) {
    const record = deliveryId(group, index);
    addMessages(gathered, ways, { ...handed, record, id: handed.reading.id ?? record });
  }
  return gathered;
}

/**
 * For a state store that nobody else writes into: ids are remembered in memory and, a group at a time, in the store. Deliveries that come while a group
 * is being written are the next one, so that each costs little.
 */
export class GroupLedger implements Ledger {
  readonly #parts: LedgerParts;
  readonly #remembered: Remembered;
  /** Names on their way into the store. */
  readonly #pending = new Map<string, Promise<void>>();
  readonly #waiting: Group[] = [];
  #active = false;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#remembered = new Remembered(parts.remembered);
  }

  async load(): Promise<void> {
    const { records, endpoint } = this.#parts;
    for await (const { print, until } of records.rememberedGroups(endpoint)) this.#remembered.recall(print, until);
    this.#remembered.recalled();
  }

  async store(arriving: Arriving): Promise<boolean> {
    for (const name of arriving.names) {
      const pending = this.#pending.get(name);
      // It repeats what is not durable yet: it has to wait for that.
      if (pending !== undefined) return pending.then(() => true);
    }
    const prints = arriving.names.map((name) => Fingerprint.of(name));
    const now = this.#parts.host.clock.now();
    if (prints.some((print) => this.#remembered.has(print, now))) return true;
    const { ended } = this.#join(arriving, prints);
    for (const name of arriving.names) this.#pending.set(name, ended.promise);
    return ended.promise.then(() => false);
  }

  #join(arriving: Arriving, prints: readonly Fingerprint[]): Group {
    let group = this.#waiting.at(-1);
    if (group === undefined || group.arriving.length >= mostInGroup || group.bytes + arriving.body.length > mostBytes) {
      group = { arriving: [], prints: [], bytes: 0, ended: Promise.withResolvers() };
      this.#waiting.push(group);
    }
    group.arriving.push(arriving);
    group.prints.push(...prints);
    group.bytes += arriving.body.length;
    if (!this.#active) {
      this.#active = true;
      // What arrives in the same turn goes together.
      setImmediate(() => void this.#write());
    }
    return group;
  }

  async #write(): Promise<void> {
    for (let group = this.#waiting.shift(); group !== undefined; group = this.#waiting.shift()) {
      try {
        await this.#commit(group);
        group.ended.resolve();
      } catch (error) {
        group.ended.reject(error);
      }
      for (const { names } of group.arriving) for (const name of names) this.#pending.delete(name);
    }
    this.#active = false;
  }

  async #commit({ arriving, prints }: Group): Promise<void> {
    const { records, host, endpoint, deduplicationWindow } = this.#parts;
    const now = host.clock.now();
    const id = newGroup(now);
    const until = now + deduplicationWindow;
    const gathered = gather(this.#parts, id, arriving);
    gathered.add(host.stateEngine, { state: [records.rememberGroup(endpoint, id, prints, until)] });
    await host.commit(gathered.effects);
    let early = false;
    for (const print of prints) early = this.#remembered.add(print, until, now) || early;
    if (early) host.log.warn('ids of deliveries are forgotten before their time, since there are more than are remembered', { endpoint, option: 'remembered' });
  }
}
