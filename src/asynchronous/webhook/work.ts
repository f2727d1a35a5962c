import type { DeadReason } from '../../driver/administration.ts';
import type { MethodHost, Outcome } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Failure } from '../delivery/failure.ts';
import type { Item, Work } from '../delivery/item.ts';
import type { DeliveryRecords } from './records.ts';
import type { WebhookValues } from './options.ts';

/** Extension attributes of a message: which delivery it is, and its time by the provider. */
export const deliveryAttribute = 'webhookdelivery';
export const timeAttribute = 'webhooktime';

interface Parts {
  readonly queue: string;
  readonly host: MethodHost;
  readonly records: DeliveryRecords;
  readonly values: Pick<WebhookValues, 'keep' | 'late'>;
}

/** Most keys whose latest time is kept in memory, for as long as it may not be in the store yet. */
const mostKeys = 10_000;
const nothing: Outcome = Object.freeze({ output: undefined, effects: undefined });

/** Handles deliveries and writes down what became of each, in the unit that settles it. */
export class RecordedWork implements Work {
  readonly #inner: Work;
  readonly #parts: Parts;
  readonly #skipped = new WeakSet<Item>();
  readonly #times = new Map<string, number>();

  constructor(inner: Work, parts: Parts) {
    this.#inner = inner;
    this.#parts = parts;
  }

  run(item: Item): Outcome | Promise<Outcome> {
    const { key, extensions } = item.envelope;
    const time = extensions?.[timeAttribute];
    return this.#parts.values.late === 'handle' || key === undefined || time === undefined ? this.#inner.run(item) : this.#inOrder(item, key, Number(time));
  }

  /** Deliveries of one key come here one by one; the next may come before what is written for this one is durable. */
  async #inOrder(item: Item, key: string, time: number): Promise<Outcome> {
    const { queue, records, host, values } = this.#parts;
    if ((this.#times.get(key) ?? (await records.latestTime(queue, key))) > time) {
      this.#skipped.add(item);
      return nothing;
    }
    const { output, effects } = await this.#inner.run(item);
    this.#handled(key, time);
    const own = effects?.get(host.stateEngine);
    const state = [...(own?.state ?? []), records.putLatest(queue, key, time, host.clock.now() + values.keep)];
    return { output, effects: new Map([...(effects ?? []), [host.stateEngine, { ...own, state }]]) };
  }

  #handled(key: string, time: number): void {
    this.#times.delete(key);
    this.#times.set(key, time);
    const [oldest] = this.#times.keys();
    if (this.#times.size > mostKeys && oldest !== undefined) this.#times.delete(oldest);
  }

  waits(item: Item): readonly StateOperation[] {
    return this.#inner.waits?.(item) ?? [];
  }

  ended(item: Item, reason: DeadReason | undefined, failure: Failure | undefined): readonly StateOperation[] {
    const { queue, host, records, values } = this.#parts;
    const inner = this.#inner.ended?.(item, reason, failure) ?? [];
    const id = item.envelope.extensions?.[deliveryAttribute];
    if (id === undefined) return inner;
    const state = reason !== undefined ? 'dead' : this.#skipped.has(item) ? 'skipped' : 'handled';
    const error = failure === undefined ? undefined : { code: failure.code, what: failure.what };
    return [...inner, records.putOutcome(id, queue, { state, at: host.clock.now(), attempts: item.attempt, error }, item.envelope.time + values.keep)];
  }
}
