/** Buckets in each doubling of the value: a bucket is 1/32 of its lower bound wide, so its middle is at most 1.6 % off. */
const perOctave = 32;
const bits = 5;
/** From here on the value is halved so often first; bit operations know 31 bits. */
const large = 2 ** 30;

/**
 * Counts values by size, in the manner of HDR histograms: buckets grow with the value, so that the relative error is bounded and
 * the memory does not depend on how many values there are: 256 bytes for each doubling between the smallest and the largest.
 */
export class Histogram {
  /** Counts of the octaves from `#first` on. */
  #buckets: Float64Array | undefined;
  #first = 0;
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
    if (value < large) return this.#place(value | 0, 0, weight);
    const shifts = Math.floor(Math.log2(value / large)) + 1;
    this.#place(Math.floor(value / 2 ** shifts), shifts, weight);
  }

  #place(whole: number, shifts: number, weight: number): void {
    const octave = whole < perOctave ? 0 : 31 - Math.clz32(whole) - bits + 1;
    const place = octave === 0 ? whole : (whole >>> (octave - 1)) - perOctave;
    const buckets = this.#reaching(octave + shifts, octave + shifts);
    const at = (octave + shifts - this.#first) * perOctave + place;
    buckets[at] = (buckets[at] ?? 0) + weight;
  }

  /** The buckets, which hold these octaves. */
  #reaching(low: number, high: number): Float64Array {
    const before = this.#buckets;
    if (before !== undefined && low >= this.#first && (high - this.#first) * perOctave < before.length) return before;
    const first = before === undefined ? low : Math.min(low, this.#first);
    const last = before === undefined ? high : Math.max(high, this.#first + before.length / perOctave - 1);
    const buckets = new Float64Array((last - first + 1) * perOctave);
    if (before !== undefined) buckets.set(before, (this.#first - first) * perOctave);
    this.#first = first;
    this.#buckets = buckets;
    return buckets;
  }

  /** Adds everything of another one. */
  merge(other: Histogram): void {
    if (other.#buckets === undefined) return;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
    const own = this.#reaching(other.#first, other.#first + other.#buckets.length / perOctave - 1);
    const start = (other.#first - this.#first) * perOctave;
    for (let at = 0; at < other.#buckets.length; at += 1) own[start + at] = (own[start + at] ?? 0) + (other.#buckets[at] ?? 0);
  }

  /** For each share, 0 to 1 and growing, the value below which that share of all is (nearest rank); 0 where there is none. */
  quantiles(shares: readonly number[]): number[] {
    const found: number[] = [];
    let seen = 0;
    this.#each((value, count) => {
      seen += count;
      while (found.length < shares.length && seen >= Math.max(1, Math.ceil((shares[found.length] ?? 1) * this.#count))) found.push(Math.min(Math.max(value, this.#smallest), this.#largest));
    });
    while (found.length < shares.length) found.push(this.#largest);
    return found;
  }

  /** How many are at most as large as each bound; the bounds grow. */
  upTo(bounds: readonly number[]): number[] {
    const counts: number[] = bounds.map(() => 0);
    let first = 0;
    this.#each((value, count) => {
      while (first < bounds.length && value > (bounds[first] ?? 0)) first += 1;
      if (first < bounds.length) counts[first] = (counts[first] ?? 0) + count;
    });
    for (let at = 1; at < counts.length; at += 1) counts[at] = (counts[at] ?? 0) + (counts[at - 1] ?? 0);
    return counts;
  }

  /** The middle of each bucket that is used and its count, by size. */
  entries(): ReadonlyArray<readonly [value: number, count: number]> {
    const all: [number, number][] = [];
    this.#each((value, count) => all.push([value, count]));
    return all;
  }

  #each(visit: (value: number, count: number) => void): void {
    const buckets = this.#buckets;
    if (buckets === undefined) return;
    for (let at = 0; at < buckets.length; at += 1) {
      const count = buckets[at] ?? 0;
      if (count > 0) visit(middle(this.#first + Math.floor(at / perOctave), at % perOctave), count);
    }
  }
}

function middle(octave: number, place: number): number {
  if (octave === 0) return place;
  const width = 2 ** (octave - 1);
  return (perOctave + place) * width + (width - 1) / 2;
}
