import type { DeadReason } from '../../driver/administration.ts';
import type { Outcome } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Decode } from '../delivery/decode.ts';
import type { Item, Work } from '../delivery/item.ts';
import type { Claims } from './claims.ts';

type Run = (input: unknown, item: Item) => Outcome | Promise<Outcome>;

/** Handles one message of a queue: reads its data, fetching it where it is kept apart, and calls the handler. */
export class QueueWork implements Work {
  readonly #decode: Decode;
  readonly #run: Run;
  readonly #claims: Claims | undefined;

  constructor(decode: Decode, run: Run, claims: Claims | undefined) {
    this.#decode = decode;
    this.#run = run;
    this.#claims = claims;
  }

  run(item: Item): Outcome | Promise<Outcome> {
    const claim = this.#claims?.of(item.envelope);
    if (claim !== undefined) return this.#fetchAndRun(item, claim);
    const data = this.#decode(item.envelope);
    return data instanceof Promise ? data.then((settled) => this.#run(settled, item)) : this.#run(data, item);
  }

  /** A dead letter keeps its body. */
  ended(item: Item, reason: DeadReason | undefined): readonly StateOperation[] {
    return reason === undefined && this.#claims !== undefined ? this.#claims.remove(item.envelope) : [];
  }

  async #fetchAndRun(item: Item, claim: string): Promise<Outcome> {
    const data = await this.#claims?.fetch(claim);
    const { id, source, type, time, dataschema } = item.envelope;
    return this.#run(await this.#decode({ id, source, type, time, dataschema, data: data ?? Buffer.alloc(0) }), item);
  }
}
