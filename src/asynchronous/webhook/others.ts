import type { MethodHost } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import { newGroup } from './record.ts';
import type { DeliveryFacts } from './record.ts';
import type { DeliveryRecords } from './records.ts';

/** Most bytes kept of the body of what was refused. */
const mostBody = 65_536;
/** Most that are written at one time and in one second, so that an attacker can't keep the disk busy. */
const mostPerSecond = 50;

/** Keeps the latest deliveries that were refused or repeated: a bounded number, written without anybody waiting. */
export class OtherDeliveries {
  readonly #records: DeliveryRecords;
  readonly #host: MethodHost;
  readonly #most: number;
  /** The latest first. */
  #groups: string[] = [];
  #second = 0;
  #written = 0;
  #missed = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(records: DeliveryRecords, host: MethodHost, most: number) {
    this.#records = records;
    this.#host = host;
    this.#most = most;
  }

  async load(): Promise<void> {
    this.#groups = await this.#records.otherGroups(this.#most);
  }

  /** Resolves once everything is written. */
  get settled(): Promise<void> {
    return this.#pending;
  }

  /** Answers with whether it is told of, in the log too: so many a second, and no more. */
  add(facts: DeliveryFacts, body: Buffer, keep: number): boolean {
    const { clock } = this.#host;
    const told = this.#mayWrite(clock.monotonic());
    if (!told) this.#missed += 1;
    else if (this.#most > 0) this.#keep(facts, body, clock.now(), keep);
    return told;
  }

  #keep(facts: DeliveryFacts, body: Buffer, now: number, keep: number): void {
    const group = newGroup(now);
    this.#groups.unshift(group);
    const operations: StateOperation[] = [this.#records.putOther(group, { facts, body: body.subarray(0, mostBody) }, now + keep)];
    for (const gone of this.#groups.splice(this.#most)) operations.push(this.#records.forgetOther(gone));
    this.#write(operations);
  }

  #write(state: readonly StateOperation[]): void {
    const { stateEngine, log } = this.#host;
    const written = stateEngine.commit({ state }).catch((error: unknown) => log.warn('a refused delivery could not be kept', { error }));
    this.#pending = Promise.all([this.#pending, written]).then(() => {});
  }

  #mayWrite(now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      if (this.#missed > 0) this.#host.log.warn('more deliveries were refused or repeated than are kept and told one by one', { count: this.#missed });
      this.#second = second;
      this.#written = 0;
      this.#missed = 0;
    }
    this.#written += 1;
    return this.#written <= mostPerSecond;
  }
}
