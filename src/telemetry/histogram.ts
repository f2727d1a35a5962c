/** Buckets in each doubling of the value: a bucket is 1/64 of its lower bound wide, so its middle is at most 0.8 % off. */
const perOctave = 64;
const bits = 6;
/** From here on the value is halved so often first; bit operations know 31 bits. */
const large = 2 ** 30;

/**
 * Counts values by size, in the manner of HDR histograms: buckets grow with the value, so that the relative error is bounded and
 * the memory does not depend on how many values there are. Only the doublings that occur take memory, 512 bytes each.
 */
export class Histogram {
  readonly #octaves: (Float64Array | undefined)[] = [];
  #count = 0;
  #sum = 0;
  #smallest = Infinity;
  #largest = 0;

  get count(): number {
    return this.#count;
  }
  get sum(): number {
    return this.#sum;
  }
  /** 0 where there is none. */
  get smallest(): number {
    return this.#count === 0 ? 0 : this.#smallest;
  }
  get largest(): number {
    return this.#largest;
  }

  /** Adds a value from 0 on, standing for `weight` of its kind. Less than nothing (a clock that went back) counts as nothing. */
  record(given: number, weight = 1): void {
    const value = given > 0 ? given : 0;
    this.#count += weight;
    this.#sum += value * weight;
    if (value < this.#smallest) this.#smallest = value;
    if (value > this.#largest) this.#largest = value;
    this.#add(value, weight);
  }

  #add(value: number, weight: number): void {
    if (value < large) return this.#place(value | 0, 0, weight);
    const shifts = Math.floor(Math.log2(value / large)) + 1;
    this.#place(Math.floor(value / 2 ** shifts), shifts, weight);
  }

  #place(whole: number, shifts: number, weight: number): void {
    const octave = whole < perOctave ? 0 : 31 - Math.clz32(whole) - bits + 1;
    const place = octave === 0 ? whole : (whole >>> (octave - 1)) - perOctave;
    const buckets = (this.#octaves[octave + shifts] ??= new Float64Array(perOctave));
    buckets[place] = (buckets[place] ?? 0) + weight;
  }

  /** Adds everything of another one. */
  merge(other: Histogram): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
    for (const [octave, buckets] of other.#octaves.entries()) {
      if (buckets === undefined) continue;
      const own = (this.#octaves[octave] ??= new Float64Array(perOctave));
      for (let place = 0; place < perOctave; place += 1) own[place] = (own[place] ?? 0) + (buckets[place] ?? 0);
    }
  }

  /** The value below which a share of all is, 0 to 1 (nearest rank); 0 where there is none. */
  quantile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [value, count] of this.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(Math.max(value, this.#smallest), this.#largest);
    }
    return this.#largest;
  }

  /** How many are at most as large as each bound; the bounds grow. */
  upTo(bounds: readonly number[]): number[] {
    const counts: number[] = bounds.map(() => 0);
    for (const [value, count] of this.entries()) {
      const first = bounds.findIndex((bound) => value <= bound);
      for (let at = first; at >= 0 && at < bounds.length; at += 1) counts[at] = (counts[at] ?? 0) + count;
    }
    return counts;
  }

  /** The middle of each bucket that is used and its count, by size. */
  *entries(): Generator<readonly [value: number, count: number]> {
    for (const [octave, buckets] of this.#octaves.entries()) {
      if (buckets === undefined) continue;
      for (let place = 0; place < perOctave; place += 1) {
        const count = buckets[place] ?? 0;
        if (count > 0) yield [middle(octave, place), count];
      }
    }
  }
}

function middle(octave: number, place: number): number {
  if (octave === 0) return place;
  const width = 2 ** (octave - 1);
  return (perOctave + place) * width + (width - 1) / 2;
}
