import type { Clock } from './clock.ts';

interface Alarm {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that a test moves by hand. Alarms ring in the order of their time while it moves. */
export class ManualClock implements Clock {
  private wall: number;
  private passed = 0;
  private readonly alarms = new Set<Alarm>();

  /** `start`: milliseconds since 1970. */
  constructor(start = 1_700_000_000_000) {
    this.wall = start;
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.passed;
  }

  after(delay: number, action: () => void): () => void {
    const alarm = { at: this.passed + Math.max(delay, 0), action };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /** Lets `milliseconds` pass. */
  advance(milliseconds: number): void {
    const target = this.passed + milliseconds;
    for (let due = this.next(target); due !== undefined; due = this.next(target)) {
      this.move(Math.max(due.at - this.passed, 0));
      this.alarms.delete(due);
      due.action();
    }
    this.move(target - this.passed);
  }

  /** The wall clock jumps by `milliseconds`, back where negative; no time passes. */
  jump(milliseconds: number): void {
    this.wall += milliseconds;
  }

  private next(until: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.alarms) if (alarm.at <= until && (first === undefined || alarm.at < first.at)) first = alarm;
    return first;
  }

  private move(milliseconds: number): void {
    this.wall += milliseconds;
    this.passed += milliseconds;
  }
}
