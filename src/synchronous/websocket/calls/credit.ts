/** How many values may be sent before the other side gives more. */
export class Credit {
  #left: number;
  #given: (() => void) | undefined;

  constructor(first: number) {
    this.#left = first;
  }

  /** Takes one, once there is one. */
  async take(): Promise<void> {
    while (this.#left <= 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#given = resolve;
      await promise;
    }
    this.#left -= 1;
  }

  give(count: number): void {
    this.#left = Math.min(this.#left + count, Number.MAX_SAFE_INTEGER);
    this.#given?.();
    this.#given = undefined;
  }
}
