/** Batches that may be made in one turn of the event loop. */
const width = 4;

/** Lets answers that flow take turns, so that many readers with room for megabytes keep nobody else waiting. */
export class FairTurns {
  readonly #waiting: Array<() => void> = [];
  #armed = 0;

  /** Resolves when it is this answer's turn. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#arm();
    });
  }

  #arm(): void {
    while (this.#armed < width && this.#armed < this.#waiting.length) {
      this.#armed += 1;
      setImmediate(this.#next);
    }
  }

  readonly #next = (): void => {
    this.#armed -= 1;
    this.#waiting.shift()?.();
    // What is armed within a turn runs in the next one.
    this.#arm();
  };
}
