import type { SenderMeter as SenderMeterPort } from '../driver/telemetry.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ErrorCategory } from '../kernel/error.ts';
import { Histogram } from './histogram.ts';
import { Counters } from './intervals.ts';
import { weightOf } from './pace.ts';

export const senderSums = ['sent', 'bytes', 'failed'] as const;
export const senderPeaks = ['size'] as const;
const [sent, bytes, failed] = [0, 1, 2];
const size = 0;

/** What was sent on a link since the start, and lately. */
export class SenderMeter implements SenderMeterPort {
  readonly #clock: Clock;
  readonly counters: Counters<(typeof senderSums)[number], (typeof senderPeaks)[number]>;
  #categories: Map<ErrorCategory, number> | undefined;
  sizes: Histogram | undefined;
  sending: Histogram | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.counters = new Counters(senderSums, senderPeaks, clock.monotonic());
  }

  /** Failures by category. */
  get categories(): ReadonlyMap<ErrorCategory, number> {
    return this.#categories ?? new Map();
  }

  sent(length: number): void {
    this.counters.add(sent, 1);
    this.counters.add(bytes, length);
    this.counters.peak(size, length);
    (this.sizes ??= new Histogram()).record(length);
  }

  durable(began: number): void {
    (this.sending ??= new Histogram()).record((this.#clock.monotonic() - Math.abs(began)) * 1_000, weightOf(began));
  }

  failed(category: ErrorCategory): void {
    this.counters.add(failed, 1);
    const categories = (this.#categories ??= new Map());
    categories.set(category, (categories.get(category) ?? 0) + 1);
  }
}
