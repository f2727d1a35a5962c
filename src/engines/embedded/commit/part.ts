import type { QueueMessage } from '../../../kernel/message.ts';
import { bodySize } from '../../../kernel/message.ts';
import type { DelayedAppend, Part, PartResult, PositionWrite, StateWrite } from '../writer/protocol.ts';
import type { AppendTarget } from './appender.ts';
import { Appender } from './appender.ts';

/** One unit within a part: told how it ended. */
export interface PartUnit {
  succeeded(): void;
  failed(error: unknown): void;
}

/** A part of a group while it is filled: one unit with conditions, or any number without. */
export class OpenPart {
  readonly conditional: boolean;
  bytes = 0;
  private readonly units: PartUnit[] = [];
  private shared: PromiseWithResolvers<void> | undefined;
  private readonly current = new Map<AppendTarget, Appender>();
  private readonly appenders: Appender[] = [];
  private readonly delayed: DelayedAppend[] = [];
  private readonly settles = new Map<number, Map<number, number[]>>();
  private readonly positions: PositionWrite[] = [];
  private readonly state: StateWrite[] = [];

  constructor(conditional: boolean) {
    this.conditional = conditional;
  }

  addUnit(unit: PartUnit): void {
    this.units.push(unit);
  }

  /** How it ends, for all units that end as it does: one promise instead of one for each message. */
  get ended(): Promise<void> {
    return (this.shared ??= Promise.withResolvers<void>()).promise;
  }

  /** Whether something was added to it already. */
  appendsTo(target: AppendTarget): boolean {
    return this.current.has(target);
  }

  append(target: AppendTarget, message: QueueMessage, hash: number): void {
    let appender = this.current.get(target);
    if (appender === undefined || appender.full) {
      appender = new Appender(target);
      this.current.set(target, appender);
      this.appenders.push(appender);
    }
    appender.add(message, hash);
    this.bytes += bodySize(message) + 128;
  }

  delay(target: AppendTarget, message: QueueMessage, hash: number, due: number): void {
    const { id, settled, window } = target;
    const appender = new Appender({ id, settled, window, lastBytes: 256, appended: () => undefined });
    appender.add(message, hash);
    this.delayed.push({ ...appender.finish(), due });
    this.bytes += bodySize(message) + 128;
  }

  settle(log: number, first: number, index: number): void {
    const batches = this.settles.get(log) ?? new Map<number, number[]>();
    const indexes = batches.get(first);
    if (indexes === undefined) this.settles.set(log, batches.set(first, [index]));
    else indexes.push(index);
    this.bytes += 8;
  }

  position(write: PositionWrite): void {
    this.positions.push(write);
  }

  write(write: StateWrite): void {
    this.state.push(write);
    this.bytes += (write.value?.length ?? 0) + write.key.length + 64;
  }

  finish(): Part {
    const settles = [...this.settles].flatMap(([log, batches]) => Array.from(batches, ([first, indexes]) => ({ log, first, indexes })));
    const appends = this.appenders.map((appender) => appender.finish());
    return { conditional: this.conditional, appends, delayed: this.delayed, settles, positions: this.positions, state: this.state };
  }

  /** Hands new batches to their logs, then tells the units. */
  succeeded(result: Exclude<PartResult, { failure: unknown }>): void {
    result.appended.forEach((batch, index) => this.appenders[index]?.target.appended(batch));
    for (const unit of this.units) unit.succeeded();
    this.shared?.resolve();
  }

  failed(error: unknown): void {
    for (const unit of this.units) unit.failed(error);
    this.shared?.reject(error);
  }
}
