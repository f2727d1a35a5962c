/** A binary heap: the first in order is found at once, adding and taking cost the logarithm of its size. */
export class Heap<T> {
  private items: T[] = [];
  private readonly order: (a: T, b: T) => number;

  constructor(order: (a: T, b: T) => number) {
    this.order = order;
  }

  get size(): number {
    return this.items.length;
  }

  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    let index = this.items.push(item) - 1;
    while (index > 0 && this.swapIfBefore(index, (index - 1) >> 1)) index = (index - 1) >> 1;
  }

  take(): T | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return first;
    this.items[0] = last;
    this.sink();
    return first;
  }

  /** All of it, in no order. */
  values(): readonly T[] {
    return this.items;
  }

  clear(): number {
    const size = this.items.length;
    this.items = [];
    return size;
  }

  private sink(): void {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      if (left >= this.items.length) return;
      const child = left + 1 < this.items.length && this.before(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(child, index)) return;
      index = child;
    }
  }

  private before(a: number, b: number): boolean {
    return this.order(this.items[a] as T, this.items[b] as T) < 0;
  }

  private swapIfBefore(a: number, b: number): boolean {
    if (!this.before(a, b)) return false;
    const item = this.items[a] as T;
    this.items[a] = this.items[b] as T;
    this.items[b] = item;
    return true;
  }
}
