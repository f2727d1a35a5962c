import { hash } from 'node:crypto';

/** Slots of the first and of the largest table; the next one is twice as large as the one before. */
const fewestSlots = 1_024;
const mostSlots = 131_072;

/** Names as 64 bits each, which nobody can choose: two of ten million are alike once in a hundred thousand deployments. */
export class Fingerprint {
  readonly low: number;
  readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    // Nothing stands where both are 0.
    this.high = low === 0 && high === 0 ? 1 : high;
  }

  static of(name: string): Fingerprint {
    const bytes = hash('sha256', name, 'buffer');
    return new Fingerprint(bytes.readUInt32LE(0), bytes.readUInt32LE(4));
  }
}

/** A hash table that is filled once and forgotten as a whole. */
class Table {
  until = 0;
  #count = 0;
  readonly #slots: number;
  readonly #cells: Uint32Array;

  constructor(slots: number) {
    this.#slots = slots;
    this.#cells = new Uint32Array(slots * 2);
  }

  get slots(): number {
    return this.#slots;
  }
  get count(): number {
    return this.#count;
  }
  get full(): boolean {
    return this.#count * 2 >= this.#slots;
  }

  has(print: Fingerprint): boolean {
    return this.#find(print).found;
  }

  add(print: Fingerprint, until: number): void {
    const { found, at } = this.#find(print);
    this.until = Math.max(this.until, until);
    if (found) return;
    this.#cells[at] = print.low;
    this.#cells[at + 1] = print.high;
    this.#count += 1;
  }

  /** It is never more than half full, so that an empty place is near. */
  #find({ low, high }: Fingerprint): { readonly found: boolean; readonly at: number } {
    for (let slot = low & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * 2;
      const [a, b] = [this.#cells[at], this.#cells[at + 1]];
      if (a === low && b === high) return { found: true, at };
      if (a === 0 && b === 0) return { found: false, at };
    }
  }
}

/** Names that were seen within a window, in little memory: 16 bytes each, at most so many. */
export class Remembered {
  readonly #most: number;
  /** The latest last. */
  #tables: Table[] = [new Table(fewestSlots)];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  has(print: Fingerprint, now: number): boolean {
    return this.#tables.some((table) => table.until > now && table.has(print));
  }

  /** Adds what was remembered before, the latest first, as far as there is room; then `recalled`. */
  recall(print: Fingerprint, until: number): void {
    if (this.#count < this.#most) this.#put(print, until);
  }

  /** What was added last is the oldest. */
  recalled(): void {
    this.#tables.reverse();
  }

  /** Answers with whether something had to be forgotten before its time. */
  add(print: Fingerprint, until: number, now: number): boolean {
    this.#put(print, until);
    return this.#forget(now);
  }

  #put(print: Fingerprint, until: number): void {
    let table = this.#tables.at(-1);
    if (table === undefined || table.full) {
      table = new Table(Math.min(mostSlots, (table?.slots ?? fewestSlots / 2) * 2));
      this.#tables.push(table);
    }
    const before = table.count;
    table.add(print, until);
    this.#count += table.count - before;
  }

  #forget(now: number): boolean {
    let early = false;
    for (let oldest = this.#tables[0]; oldest !== undefined && this.#tables.length > 1; oldest = this.#tables[0]) {
      const over = this.#count > this.#most;
      if (!over && oldest.until > now) break;
      early ||= oldest.until > now;
      this.#count -= oldest.count;
      this.#tables.shift();
    }
    return early;
  }
}
