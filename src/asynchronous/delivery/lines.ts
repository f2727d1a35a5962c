import { Fifo } from './fifo.ts';
import type { Item } from './item.ts';

interface Line {
  head: Item;
  followers: Fifo<Item> | undefined;
}

/** The keys at work: who is being handled or waits to be tried again, and who stands behind. */
export class Lines {
  readonly #lines = new Map<string, Line>();
  #followers = 0;

  /** Messages that stand behind others. */
  get followers(): number {
    return this.#followers;
  }

  get size(): number {
    return this.#lines.size;
  }

  headOf(key: string): Item | undefined {
    return this.#lines.get(key)?.head;
  }

  /** Stands behind the head of its line, if there is one. */
  follow(key: string, item: Item): boolean {
    const line = this.#lines.get(key);
    if (line === undefined) return false;
    line.followers ??= new Fifo();
    line.followers.push(item);
    this.#followers += 1;
    return true;
  }

  /** Makes sure that later messages of its key wait for it. A message that is handled at once needs no line. */
  hold(item: Item): void {
    if (item.line === undefined || this.#lines.has(item.line)) return;
    this.#lines.set(item.line, { head: item, followers: undefined });
  }

  /** The head of a line is done: answers with the next, or removes the line. */
  leave(key: string, head: Item): Item | undefined {
    const line = this.#lines.get(key);
    if (line === undefined || line.head !== head) return undefined;
    for (let next = line.followers?.shift(); next !== undefined; next = line.followers?.shift()) {
      this.#followers -= 1;
      if (next.void) continue;
      line.head = next;
      return next;
    }
    this.#lines.delete(key);
    return undefined;
  }

  /** Takes everybody who stands behind out of the line. */
  takeFollowers(key: string): readonly Item[] {
    const taken = this.#lines.get(key)?.followers?.take() ?? [];
    this.#followers -= taken.length;
    return taken.filter((item) => !item.void);
  }

  remove(key: string): void {
    this.#lines.delete(key);
  }

  /** Everybody who stands behind somebody. */
  *all(): IterableIterator<Item> {
    for (const { followers } of this.#lines.values()) if (followers !== undefined) yield* followers;
  }
}
