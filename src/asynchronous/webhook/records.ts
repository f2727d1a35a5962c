import { randomHex } from '../../kernel/trace.ts';
import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import type { WebhookOutcome, WebhookVerdict } from '../../driver/webhook.ts';
import { fromBytes, keyPart, toBytes } from '../delivery/envelope.ts';

const accepted = 'webhook-deliveries';
const others = 'webhook-refused';
const seen = 'webhook-seen';
const outcomes = 'webhook-outcomes';
const latest = 'webhook-latest';
const page = 200;
/** Most records that one call looks at. */
const mostLooked = 2_000;
const farFuture = 36 ** 9;

/** What is kept of a delivery besides its body. */
export interface DeliveryFacts {
  readonly endpoint: string;
  readonly provider: string;
  readonly deliveryId: string | undefined;
  readonly type: string | undefined;
  readonly key: string | undefined;
  readonly time: number | undefined;
  readonly receivedAt: number;
  readonly from: string;
  readonly size: number;
  readonly verdict: WebhookVerdict;
  readonly refusal: { readonly code: string; readonly what: string } | undefined;
  readonly repeats: string | undefined;
  /** The queues that it went into. */
  readonly queues: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredDelivery {
  readonly id: string;
  readonly facts: DeliveryFacts;
  readonly body: Buffer;
}

type StoredOutcome = Omit<WebhookOutcome, 'queue'>;

/** The id of a delivery: the later it came, the earlier it sorts, so that lists begin with the latest. */
export const newDeliveryId = (now: number): string => `${(farFuture - now).toString(36).padStart(9, '0')}${randomHex(5)}`;

/** Deliveries, the ids that were seen, and what became of them, in the state store. */
export class DeliveryRecords {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  put(id: string, facts: DeliveryFacts, body: Uint8Array, expiresAt: number): StateOperation {
    return { put: id, collection: facts.verdict === 'accepted' ? accepted : others, value: enclose(facts, body), expiresAt };
  }

  /** Remembers a name of a delivery. The unit is refused with `STATE_CONFLICT` where it is known. */
  remember(endpoint: string, name: string, id: string, expiresAt: number): StateOperation {
    return { put: seenKey(endpoint, name), collection: seen, value: Buffer.from(id), expiresAt, when: { absent: true } };
  }

  /** The delivery that had one of these names first. */
  async first(endpoint: string, names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const entry = await this.#state.get(seen, seenKey(endpoint, name));
      if (entry !== undefined) return Buffer.from(entry.value).toString('utf8');
    }
    return undefined;
  }

  forget(id: string): StateOperation {
    return { delete: id, collection: others };
  }

  /** Ids of what was refused or repeated, the latest first. */
  async otherIds(limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: string | undefined; ids.length < limit; after = ids.at(-1)) {
      const entries = await this.#state.scan(others, { limit: page, ...(after === undefined ? {} : { after }) });
      for (const { key } of entries) ids.push(key);
      if (entries.length < page) break;
    }
    return ids;
  }

  putOutcome(id: string, queue: string, outcome: StoredOutcome, expiresAt: number): StateOperation {
    return { put: `${id}/${queue}`, collection: outcomes, value: toBytes(outcome), expiresAt };
  }

  async outcomesOf({ id, facts: { queues } }: StoredDelivery): Promise<readonly WebhookOutcome[]> {
    return Promise.all(queues.map(async (queue): Promise<WebhookOutcome> => {
      const entry = await this.#state.get(outcomes, `${id}/${queue}`);
      if (entry === undefined) return { queue, state: 'waiting', at: undefined, attempts: 0, error: undefined };
      return { queue, ...fromBytes<StoredOutcome>(entry.value) };
    }));
  }

  async latestTime(queue: string, key: string): Promise<number> {
    const entry = await this.#state.get(latest, `${queue}/${keyPart(key)}`);
    return entry === undefined ? -Infinity : fromBytes<number>(entry.value);
  }

  putLatest(queue: string, key: string, time: number, expiresAt: number): StateOperation {
    return { put: `${queue}/${keyPart(key)}`, collection: latest, value: toBytes(time), expiresAt };
  }

  async get(id: string): Promise<StoredDelivery | undefined> {
    const entry = (await this.#state.get(accepted, id)) ?? (await this.#state.get(others, id));
    return entry === undefined ? undefined : opened(id, entry.value);
  }

  /** Deliveries that fit, the latest first, and where to go on. */
  async list(fits: (facts: DeliveryFacts) => boolean, limit: number, start: string | undefined): Promise<{ readonly found: readonly StoredDelivery[]; readonly next: string | undefined }> {
    const found: StoredDelivery[] = [];
    let looked = 0;
    for (let after = start; ; ) {
      const entries = await this.#page(after);
      for (const entry of entries) {
        if (fits(entry.facts)) found.push(entry);
        looked += 1;
        after = entry.id;
        if (found.length === limit || looked === mostLooked) return { found, next: after };
      }
      if (entries.length < page) return { found, next: undefined };
    }
  }

  /** Of both kinds, in the order of their ids. */
  async #page(after: string | undefined): Promise<readonly StoredDelivery[]> {
    const range = { limit: page, ...(after === undefined ? {} : { after }) };
    const both = await Promise.all([this.#state.scan(accepted, range), this.#state.scan(others, range)]);
    return both.flat().sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, page).map(({ key, value }) => opened(key, value));
  }
}

const seenKey = (endpoint: string, name: string): string => `${keyPart(endpoint)}/${keyPart(name)}`;

/** u32 length of the facts, the facts as JSON, the body. */
function enclose(facts: DeliveryFacts, body: Uint8Array): Buffer {
  const head = JSON.stringify(facts);
  const length = Buffer.byteLength(head);
  const value = Buffer.allocUnsafe(4 + length + body.length);
  value.writeUInt32LE(length);
  value.write(head, 4);
  value.set(body, 4 + length);
  return value;
}

function opened(id: string, value: Uint8Array): StoredDelivery {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const end = 4 + bytes.readUInt32LE(0);
  return { id, facts: JSON.parse(bytes.toString('utf8', 4, end)) as DeliveryFacts, body: bytes.subarray(end) };
}
