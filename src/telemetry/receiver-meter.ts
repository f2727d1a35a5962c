import type { ReceiverMeter as ReceiverMeterPort } from '../driver/telemetry.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ErrorCategory } from '../kernel/error.ts';
import type { Message } from '../kernel/message.ts';
import { Histogram } from './histogram.ts';
import { Counters } from './intervals.ts';
import { KeyOrder } from './key-order.ts';
import { Pace, weightOf } from './pace.ts';
import { RecentHistogram } from './recent.ts';

export const receiverSums = ['started', 'handled', 'failed', 'retried', 'died', 'parked', 'repeated', 'effects', 'triggers', 'unused', 'ordered', 'inversions'] as const;
export const receiverPeaks = ['concurrency', 'fanOut'] as const;
export type ReceiverSum = (typeof receiverSums)[number];
export type ReceiverPeak = (typeof receiverPeaks)[number];

const [started, handled, failed, retried, died, parked, repeated, effects, triggers, unused, ordered, inversions] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const [concurrency, fanOut] = [0, 1];
/** Ways to end that are told apart; more are counted together. */
const mostOutcomes = 24;
/** Longer keys are not watched, so that what is remembered of them is bounded. */
const longestKey = 256;
export const success = 'success';

/** Microseconds, so that fast handlers have figures too. */
const micros = (milliseconds: number): number => milliseconds * 1_000;

/** What one receiver of a link did since the start, and lately. */
export class ReceiverMeter implements ReceiverMeterPort {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly counters: Counters<ReceiverSum, ReceiverPeak>;
  #outcomes: Map<string, Histogram> | undefined;
  #categories: Map<ErrorCategory, number> | undefined;
  handling: RecentHistogram | undefined;
  waiting: RecentHistogram | undefined;
  passing: RecentHistogram | undefined;
  settling: Histogram | undefined;
  #order: KeyOrder | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#pace = new Pace(clock);
    this.counters = new Counters(receiverSums, receiverPeaks, clock.monotonic());
  }

  /** Durations by how it ended, microseconds. */
  get outcomes(): ReadonlyMap<string, Histogram> {
    return this.#outcomes ?? new Map();
  }

  /** Failures by category. */
  get categories(): ReadonlyMap<ErrorCategory, number> {
    return this.#categories ?? new Map();
  }

  begin(): number {
    this.counters.add(started, 1);
    return this.#pace.next();
  }

  beginTimed(): number {
    this.counters.add(started, 1);
    return this.#clock.monotonic() || Number.MIN_VALUE;
  }

  running(count: number): void {
    this.counters.peak(concurrency, count);
  }

  handled(began: number, outcome: string = success): void {
    this.counters.add(handled, 1);
    if (began !== 0) this.#ended(began, outcome);
  }

  failed(began: number, category: ErrorCategory, outcome: string = category): void {
    this.counters.add(failed, 1);
    const categories = (this.#categories ??= new Map());
    categories.set(category, (categories.get(category) ?? 0) + 1);
    if (began !== 0) this.#ended(began, outcome);
  }

  #ended(began: number, outcome: string): void {
    const now = this.#clock.monotonic();
    const took = micros(now - Math.abs(began));
    const weight = weightOf(began);
    (this.handling ??= new RecentHistogram()).record(took, weight, now);
    this.#outcome(outcome).record(took, weight);
  }

  #outcome(name: string): Histogram {
    const outcomes = (this.#outcomes ??= new Map());
    const known = outcomes.get(name);
    if (known !== undefined) return known;
    if (outcomes.size >= mostOutcomes && name !== '_OTHER') return this.#outcome('_OTHER');
    const made = new Histogram();
    outcomes.set(name, made);
    return made;
  }

  waited(began: number, milliseconds: number): void {
    (this.waiting ??= new RecentHistogram()).record(micros(milliseconds), weightOf(began), Math.abs(began));
  }

  whole(began: number, milliseconds: number): void {
    (this.passing ??= new RecentHistogram()).record(micros(milliseconds), weightOf(began), Math.abs(began));
  }

  order(message: Pick<Message, 'key' | 'time'>): void {
    const order = (this.#order ??= new KeyOrder());
    if (!order.looks) return;
    const { key } = message;
    if (key === undefined || key.length > longestKey) return;
    this.counters.add(ordered, 1);
    if (order.inverted(key, message.time)) this.counters.add(inversions, 1);
  }

  retried(): void {
    this.counters.add(retried, 1);
  }

  died(): void {
    this.counters.add(died, 1);
  }

  parked(): void {
    this.counters.add(parked, 1);
  }

  repeated(): void {
    this.counters.add(repeated, 1);
  }

  triggered(count: number): void {
    this.counters.add(triggers, 1);
    this.counters.add(effects, count);
    this.counters.peak(fanOut, count);
  }

  unused(): void {
    this.counters.add(unused, 1);
  }

  now(): number {
    return this.#clock.monotonic();
  }

  settled(began: number): void {
    (this.settling ??= new Histogram()).record(micros(this.#clock.monotonic() - began));
  }
}
