/** Calls `work` for 0 up to `count`, at most so many at the same time. */
export async function inFlight(count: number, limit: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
}

/** Calls `work` evenly, so many times a second, without waiting for it; rejects with its first failure. */
export async function paced(count: number, perSecond: number, work: (index: number) => Promise<unknown>): Promise<void> {
  const running: Promise<unknown>[] = [];
  const start = performance.now();
  for (let next = 0; next < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * perSecond) / 1_000) + 1);
    while (next < due) running.push(work(next++));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
}

/** Every message once: refuses a repeat, and resolves `complete` when all came. */
export class Arrivals {
  readonly complete: Promise<void>;
  readonly #seen: Uint8Array;
  readonly #expected: number;
  #count = 0;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(expected: number) {
    this.#expected = expected;
    this.#seen = new Uint8Array(expected);
    this.complete = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // A repeat may be found before anyone waits.
    this.complete.catch(() => {});
  }

  get count(): number {
    return this.#count;
  }

  add(index: number): void {
    if (this.#seen[index] !== 0) this.#reject(new Error(`message ${index} of ${this.#expected} came again, or was never sent`));
    this.#seen[index] = 1;
    this.#count += 1;
    if (this.#count === this.#expected) this.#resolve();
  }
}
