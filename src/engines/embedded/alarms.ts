import type { Clock } from '../../kernel/clock.ts';
import { alarm } from '../../kernel/clock.ts';
import type { StoreClock } from './clock.ts';
import type { WriterClient } from './writer/client.ts';
import type { Appended, Delayed } from './writer/protocol.ts';

/** Most messages that one step moves, so that commits are never held up for long. */
const promoteLimit = 500;
/** The wall clock may jump, so a far time is looked at again after this many milliseconds. */
const longestWait = 15_000;
const maintenanceInterval = 1_000;
/** After a failure (a full disk) it is tried again this much later, milliseconds. */
const retryInterval = 1_000;

/** What the engine does with what the alarms bring. */
export interface AlarmActions {
  deliver(batches: readonly Appended[]): void;
  /** Something before this position of a stream's log is gone from the files. */
  changed(log: number, before: number): void;
  readonly failed: (error: unknown) => void;
}

/** Does what hangs on time: delivers delayed messages, removes what is kept no longer. */
export class Alarms {
  private readonly clock: Clock;
  private readonly storeClock: StoreClock;
  private readonly writer: WriterClient;
  private readonly actions: AlarmActions;
  private nextDue: number | undefined;
  private promoting: Promise<void> | undefined;
  private offPromotion: (() => void) | undefined;
  private offMaintenance: (() => void) | undefined;
  private failing = false;
  private closed = false;

  constructor(clock: Clock, storeClock: StoreClock, writer: WriterClient, actions: AlarmActions) {
    this.clock = clock;
    this.storeClock = storeClock;
    this.writer = writer;
    this.actions = actions;
  }

  start(nextDue: number | undefined): void {
    this.nextDue = nextDue;
    this.armPromotion();
    this.armMaintenance(maintenanceInterval);
  }

  delayed(messages: readonly Delayed[]): void {
    const earliest = messages.reduce((least, { due, duplicate }) => (duplicate ? least : Math.min(least, due)), this.nextDue ?? Infinity);
    if (earliest === this.nextDue || earliest === Infinity) return;
    this.nextDue = earliest;
    this.armPromotion();
  }

  /** Moves every message whose time has come. */
  async promote(): Promise<void> {
    while (!this.closed && this.nextDue !== undefined && this.nextDue <= this.clock.now()) {
      this.promoting ??= this.promoteSome();
      await this.promoting;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.offPromotion?.();
    this.offMaintenance?.();
    await this.promoting?.catch(() => undefined);
  }

  private async promoteSome(): Promise<void> {
    let rest = 0;
    try {
      const { appended, nextDue } = await this.writer.request<'promote'>({ kind: 'promote', limit: promoteLimit, ...this.storeClock.now() });
      this.nextDue = nextDue;
      this.actions.deliver(appended);
    } catch (error) {
      rest = retryInterval;
      throw error;
    } finally {
      this.promoting = undefined;
      this.armPromotion(rest);
    }
  }

  private armPromotion(least = 0): void {
    this.offPromotion?.();
    if (this.nextDue === undefined || this.closed) return;
    const wait = Math.min(Math.max(this.nextDue - this.clock.now(), least), longestWait);
    this.offPromotion = alarm(this.clock, wait, () => this.ring());
  }

  private ring(): void {
    // The wall clock may have gone back meanwhile: then it is not yet time.
    if (this.nextDue !== undefined && this.nextDue > this.clock.now()) this.armPromotion();
    else this.promote().catch(this.actions.failed);
  }

  private armMaintenance(wait: number): void {
    if (this.closed) return;
    this.offMaintenance = alarm(this.clock, wait, () => void this.maintain());
  }

  private async maintain(): Promise<void> {
    let again = false;
    try {
      const { again: more, changed } = await this.writer.request<'maintain'>({ kind: 'maintain', ...this.storeClock.now() });
      again = more;
      this.failing = false;
      for (const { log, before } of changed) this.actions.changed(log, before);
    } catch (error) {
      // Once for each time that it begins to fail: a full disk would fill the log as well.
      if (!this.failing) this.actions.failed(error);
      this.failing = true;
    }
    this.armMaintenance(again ? 1 : maintenanceInterval);
  }
}
