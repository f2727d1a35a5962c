/** Something that is in one list at a time; the list keeps its neighbours in it. */
export interface Linkable<T> {
  before: T | undefined;
  after: T | undefined;
}

/** A list that takes in and lets go without hashing, since every request passes through it. */
export class Linked<T extends Linkable<T>> {
  #first: T | undefined;

  get empty(): boolean {
    return this.#first === undefined;
  }

  add(item: T): void {
    item.after = this.#first;
    if (this.#first !== undefined) this.#first.before = item;
    this.#first = item;
  }

  /** Of an item that is in no list, nothing happens. */
  delete(item: T): void {
    const { before, after } = item;
    if (before === undefined && this.#first !== item) return;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after !== undefined) after.before = before;
    item.before = undefined;
    item.after = undefined;
  }

  /** The items, as they are now. */
  items(): readonly T[] {
    const found: T[] = [];
    for (let item = this.#first; item !== undefined; item = item.after) found.push(item);
    return found;
  }
}
