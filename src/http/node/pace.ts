import { httpErrors } from '../errors.ts';
import { Linked } from '../linked.ts';
import type { Linkable } from '../linked.ts';

/** Something that grows as it arrives. */
export interface Paced extends Linkable<Paced> {
  /** Bytes so far. */
  readonly received: number;
  /** Bytes at the last look; -1 before the first one. */
  receivedBefore: number;
  fail(error: Error): void;
}

const defaultPeriod = 5_000;

/** Watches all bodies of a server with one timer, and fails those that arrive too slowly. */
export class Pace {
  readonly #watched = new Linked<Paced>();
  readonly #bytesPerPeriod: number;
  readonly #period: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(bytesPerSecond: number, period = defaultPeriod) {
    this.#period = period;
    this.#bytesPerPeriod = (bytesPerSecond * period) / 1_000;
    if (bytesPerSecond > 0) this.#timer = setInterval(() => this.#look(), period).unref();
  }

  add(body: Paced): void {
    this.#watched.add(body);
  }

  delete(body: Paced): void {
    this.#watched.delete(body);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const body of this.#watched.items()) {
      const gained = body.received - body.receivedBefore;
      if (body.receivedBefore >= 0 && gained < this.#bytesPerPeriod) body.fail(httpErrors.BODY_TOO_SLOW(`The body gained ${gained} bytes in ${this.#period} ms.`));
      body.receivedBefore = body.received;
    }
  }
}
