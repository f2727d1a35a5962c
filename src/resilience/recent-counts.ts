import type { Clock } from '../kernel/clock.ts';

const slots = 10;

/** Counts things over the last while, in ten slots of time: by time that passed, however few or many come. */
export class RecentCounts<Name extends string> {
  private readonly length: number;
  private readonly clock: Clock;
  private readonly counts: ReadonlyMap<Name, Float64Array>;
  private slot: number;

  /** `window`: milliseconds. */
  constructor(names: readonly Name[], window: number, clock: Clock) {
    this.length = window / slots;
    this.clock = clock;
    this.counts = new Map(names.map((name) => [name, new Float64Array(slots)]));
    this.slot = this.current();
  }

  add(name: Name): void {
    this.turn();
    const counts = this.counts.get(name);
    const index = this.slot % slots;
    if (counts !== undefined) counts[index] = (counts[index] ?? 0) + 1;
  }

  total(name: Name): number {
    this.turn();
    return this.counts.get(name)?.reduce((total, count) => total + count, 0) ?? 0;
  }

  clear(): void {
    for (const counts of this.counts.values()) counts.fill(0);
  }

  private turn(): void {
    const now = this.current();
    const passed = Math.min(now - this.slot, slots);
    for (let slot = now - passed + 1; slot <= now; slot += 1) for (const counts of this.counts.values()) counts[slot % slots] = 0;
    this.slot = now;
  }

  private current(): number {
    return Math.floor(this.clock.monotonic() / this.length);
  }
}
