/** Places for keys that are watched; a key that needs a place that is taken pushes the other out. */
const places = 128;
/** Of so many messages the first so many are looked at, so that watching costs next to nothing. */
const period = 4_096;
const burst = 512;

/**
 * Notices that messages of one key were handled in another order than they were sent: a bounded sketch that watches stretches
 * of the traffic. It misses some and invents none.
 */
export class KeyOrder {
  #keys: (string | undefined)[] | undefined;
  #times: Float64Array | undefined;
  #seen = 0;

  /** Whether the next message is looked at. */
  get looks(): boolean {
    const at = this.#seen % period;
    this.#seen += 1;
    // What happened between two stretches is unknown.
    if (at === 0) this.#keys = undefined;
    return at < burst;
  }

  /** Whether an earlier one of its key was sent later. */
  inverted(key: string, sentAt: number): boolean {
    const keys = (this.#keys ??= Array.from<string | undefined>({ length: places }));
    const times = (this.#times ??= new Float64Array(places));
    const place = hash(key) % places;
    const known = keys[place] === key;
    if (known && sentAt < (times[place] ?? 0)) return true;
    keys[place] = key;
    times[place] = sentAt;
    return false;
  }
}

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) value = Math.imul(value ^ key.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
