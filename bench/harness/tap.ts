/** Lets so many messages through, and holds the rest in their handlers until it is opened further. */
export class Tap {
  #limit = 0;
  #passed = 0;
  #held: (() => void)[] = [];
  #reached: () => void = () => {};

  /** What a handler returns. */
  take(): void | Promise<void> {
    if (this.#passed >= this.#limit) return new Promise<void>((resolve) => this.#held.push(resolve)).then(() => this.take());
    this.#passed += 1;
    if (this.#passed === this.#limit) this.#reached();
  }

  /** Opens for so many more; resolves once they came through. */
  allow(count: number): Promise<void> {
    this.#limit += count;
    const reached = new Promise<void>((resolve) => (this.#reached = resolve));
    for (const release of this.#held.splice(0, count)) release();
    return reached;
  }
}
