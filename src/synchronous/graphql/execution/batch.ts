/** Gathers what the fields of one level ask for, and loads it by one call. */
export class Batch {
  readonly #load: (values: readonly unknown[]) => Promise<ReadonlyMap<unknown, unknown>>;
  readonly #known = new Map<unknown, Promise<unknown>>();
  #waiting: Array<{ readonly value: unknown; readonly resolve: (found: unknown) => void; readonly reject: (error: unknown) => void }> = [];

  constructor(load: (values: readonly unknown[]) => Promise<ReadonlyMap<unknown, unknown>>) {
    this.#load = load;
  }

  /** What belongs to a value; each value is asked for once in a request. */
  get(value: unknown): Promise<unknown> {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#known.set(value, promise);
    this.#waiting.push({ value, resolve, reject });
    // After every promise that is settled already had its turn: their fields belong to the same level.
    if (this.#waiting.length === 1) void Promise.resolve().then(() => process.nextTick(() => setImmediate(() => void this.#flush())));
    return promise;
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const found = await this.#load(waiting.map(({ value }) => value));
      for (const { value, resolve } of waiting) resolve(found.get(value));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
