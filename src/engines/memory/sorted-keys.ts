/** Surrogates stand for the highest code points, yet their code units are not the highest. */
const weight = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Compares texts as their UTF-8 bytes compare. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = weight(a.charCodeAt(index)) - weight(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Keys in the order of their UTF-8 bytes. */
export class SortedKeys {
  private readonly keys: string[] = [];

  add(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] !== key) this.keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] === key) this.keys.splice(index, 1);
  }

  /** Keys that start with `prefix` and come after `after`. */
  *within(prefix: string, after: string | undefined, reverse: boolean): Generator<string> {
    const start = Math.max(this.indexOf(prefix), after === undefined ? 0 : this.lowest((key) => compareUtf8(key, after) > 0));
    const end = this.lowest((key) => compareUtf8(key, prefix) > 0 && !key.startsWith(prefix));
    for (const key of reverse ? this.keys.slice(start, end).reverse() : this.keys.slice(start, end)) yield key;
  }

  private indexOf(key: string): number {
    return this.lowest((each) => compareUtf8(each, key) >= 0);
  }

  private lowest(holds: (key: string) => boolean): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.keys[middle] as string)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
