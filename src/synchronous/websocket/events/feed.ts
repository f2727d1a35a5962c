import type { Delivery } from '../../../driver/delivery.ts';
import type { OpenEngine } from '../../../driver/engine.ts';
import type { MethodHost, PlannedLink } from '../../../driver/method.ts';
import type { PartitionRange, StreamDriver, StreamReceiver } from '../../../driver/stream.ts';
import type { Event } from '../../../kernel/contract.ts';
import { parseJson } from '../../../kernel/json.ts';
import { randomId } from '../../../kernel/trace.ts';
import { websocketErrors } from '../errors.ts';
import { StreamedEvent } from './record.ts';

/** Records that may be received and not covered by a commit; it is committed after half of them. */
const window = 8_192;
/** Records that are received, or read again, at a time. */
const batch = 256;

/** What follows a feed. */
export interface Follower {
  offer(record: StreamedEvent): void;
}

/** The stream that carries an event, as it grows: read once for all who follow. */
export class Feed {
  readonly contract: Event;
  readonly followers = new Set<Follower>();
  /** By partition: the offset of what comes next. What is before was offered to every follower. */
  readonly next: number[] = [];
  readonly #host: MethodHost;
  readonly #engine: OpenEngine;
  readonly #driver: StreamDriver;
  readonly #stream: string;
  readonly #inside: boolean;
  readonly #suffix: string;
  #receiver: StreamReceiver | undefined;
  #uncommitted = 0;

  /** Throws `WEBSOCKET_STREAM_MISSING`. */
  constructor(link: PlannedLink, host: MethodHost) {
    this.contract = link.contract as Event;
    const carrier = host.links.find((each) => each.contract === link.contract && each.method.name === 'stream');
    if (carrier === undefined) throw websocketErrors.WEBSOCKET_STREAM_MISSING(`The link "${link.name}" lets clients subscribe to "${link.contract.name}", and no link carries it on a stream.`);
    const { inside } = host.declaredEngineOf(carrier);
    this.#host = host;
    this.#engine = host.engineOf(carrier);
    this.#driver = this.#engine.streams as StreamDriver;
    this.#stream = String(carrier.method.options['name'] ?? link.contract.name);
    this.#inside = inside;
    this.#suffix = `/contracts/${link.contract.name}/${link.contract.version}`;
  }

  /** Begins at the end: what was before is read by those who ask for it. */
  async start(): Promise<void> {
    // Processes that share an engine each read all of it.
    const group = this.#inside ? 'websocket' : `websocket-${randomId()}`;
    const known = await this.#driver.groups(this.#stream);
    if (known.some((each) => each.group === group)) await this.#driver.seek(this.#stream, group, 'end');
    this.#receiver = await this.#driver.subscribe(this.#stream, group, { from: 'end', window });
    for (const { partition, next } of await this.ranges()) this.next[partition] = next;
    void this.#follow(this.#receiver);
  }

  ranges(): Promise<readonly PartitionRange[]> {
    return this.#driver.ranges(this.#stream);
  }

  /** Records of a partition from an offset on, and where to go on. */
  async read(partition: number, offset: number): Promise<{ readonly records: readonly StreamedEvent[]; readonly next: number }> {
    const end = this.next[partition] ?? 0;
    const deliveries = await this.#driver.read(this.#stream, partition, offset, batch);
    const last = deliveries.at(-1);
    return { records: await this.#events(deliveries), next: last === undefined ? Math.max(end, offset) : last.position + 1 };
  }

  async close(): Promise<void> {
    await this.#receiver?.close();
  }

  async #follow(receiver: StreamReceiver): Promise<void> {
    try {
      for (;;) {
        const deliveries = await receiver.receive(batch);
        if (deliveries.length === 0) return;
        for (const record of await this.#events(deliveries)) for (const each of this.followers) each.offer(record);
        for (const { lane, position } of deliveries) this.next[lane] = Math.max(this.next[lane] ?? 0, position + 1);
        await this.#commit(receiver, deliveries.length);
      }
    } catch (error) {
      this.#host.log.error('Events do not reach the subscribers any more.', { stream: this.#stream, error: String(error) });
    }
  }

  async #commit(receiver: StreamReceiver, count: number): Promise<void> {
    this.#uncommitted += count;
    if (this.#uncommitted < window / 2) return;
    this.#uncommitted = 0;
    await this.#engine.commit({ positions: [{ receiver, positions: this.next.map((next, lane) => ({ lane, next })) }] });
  }

  /** What others may have written is checked where it enters. */
  #events(deliveries: readonly Delivery[]): readonly StreamedEvent[] | Promise<readonly StreamedEvent[]> {
    const { name } = this.contract;
    if (this.#inside && deliveries.every(({ message }) => message.dataschema === this.#suffix)) return deliveries.map((each) => new StreamedEvent(name, each));
    return this.#checked(deliveries);
  }

  async #checked(deliveries: readonly Delivery[]): Promise<readonly StreamedEvent[]> {
    const records: StreamedEvent[] = [];
    for (const delivery of deliveries) {
      try {
        await this.#host.validate('data', this.contract, parseJson(delivery.message.data));
        records.push(new StreamedEvent(this.contract.name, delivery));
      } catch (error) {
        this.#host.log.warn('An event that does not fit its contract is not sent to subscribers.', { event: this.contract.name, id: delivery.message.id, error: String(error) });
      }
    }
    return records;
  }
}
