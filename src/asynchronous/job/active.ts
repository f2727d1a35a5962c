import { alarm } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Item } from '../delivery/item.ts';
import type { JobRecord } from './record.ts';

/** Progress is written no more often than this, milliseconds. */
const writeEvery = 250;

/** A job that this process works on. */
export class ActiveJob {
  readonly item: Item;
  record: JobRecord | undefined;
  /** Somebody wants it to stop. */
  cancelled = false;
  readonly #clock: Clock;
  readonly #write: (record: JobRecord) => void;
  #lastWrite = -Infinity;
  #over = false;
  #disarm: (() => void) | undefined;

  constructor(item: Item, clock: Clock, write: (record: JobRecord) => void) {
    this.item = item;
    this.#clock = clock;
    this.#write = write;
  }

  /** Its handler has returned; what becomes of it is about to be written. */
  get over(): boolean {
    return this.#over;
  }

  /** Progress never goes back within an attempt; what a handler says after its end has no effect. */
  readonly progress = (fraction: number, note?: string): void => {
    if (this.record === undefined || this.#over) return;
    const progress = Number.isFinite(fraction) ? Math.max(Math.min(fraction, 1), this.record.progress) : this.record.progress;
    this.record = { ...this.record, progress, note: note?.slice(0, 500) ?? this.record.note };
    if (this.#disarm !== undefined) return;
    const wait = this.#lastWrite + writeEvery - this.#clock.monotonic();
    if (wait <= 0) this.#save();
    else this.#disarm = alarm(this.#clock, wait, () => this.#save());
  };

  #save(): void {
    this.#disarm = undefined;
    this.#lastWrite = this.#clock.monotonic();
    if (this.record !== undefined) this.#write(this.record);
  }

  /** Its attempt is over; nothing more is written of it. */
  end(): void {
    this.#over = true;
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
