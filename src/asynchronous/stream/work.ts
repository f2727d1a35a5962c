import type { Outcome } from '../../driver/method.ts';
import type { Decode } from '../delivery/decode.ts';
import type { Item, Work } from '../delivery/item.ts';

type Run = (input: unknown, item: Item) => Outcome | Promise<Outcome>;

/** Handles one record of a stream. */
export class StreamWork implements Work {
  readonly #decode: Decode;
  readonly #run: Run;

  constructor(decode: Decode, run: Run) {
    this.#decode = decode;
    this.#run = run;
  }

  run(item: Item): Outcome | Promise<Outcome> {
    const data = this.#decode(item.envelope);
    return data instanceof Promise ? data.then((settled) => this.#run(settled, item)) : this.#run(data, item);
  }
}
