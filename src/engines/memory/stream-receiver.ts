import type { Delivery } from '../../driver/delivery.ts';
import type { StreamReceiver, SubscribeOptions } from '../../driver/stream.ts';
import type { Group, GroupMember } from './group.ts';
import { Waiting } from './waiting.ts';

/** Where a member is in one partition. */
interface Reading {
  next: number;
  /** Received and not covered by a commit. */
  open: number[];
}

/** One member of a group. */
export class MemoryStreamReceiver implements StreamReceiver, GroupMember {
  readonly group: Group;
  closed = false;
  private readonly options: SubscribeOptions;
  private readonly onClosed: (receiver: StreamReceiver) => void;
  private readonly readings = new Map<number, Reading>();
  private readonly waiting = new Waiting();

  constructor(group: Group, options: SubscribeOptions, onClosed: (receiver: StreamReceiver) => void) {
    this.group = group;
    this.options = options;
    this.onClosed = onClosed;
    group.begin(options.from);
    group.members.add(this);
    group.owners.join(this);
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    if (this.closed) return [];
    const deliveries = this.waiting.add(Math.max(maximum, 1));
    this.serve();
    return deliveries;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.crash();
    this.onClosed(this);
    this.group.members.delete(this);
    this.group.owners.leave(this);
  }

  crash(): void {
    this.closed = true;
    this.readings.clear();
    this.waiting.end();
  }

  serve(): void {
    this.waiting.serve((maximum) => this.take(Math.min(maximum, this.options.window - this.open())));
  }

  /** The group's place in this partition moved by a commit of this member. */
  committed(partition: number, next: number): void {
    const reading = this.readings.get(partition);
    if (reading === undefined) return;
    reading.open = reading.open.filter((offset) => offset >= next);
    reading.next = Math.max(reading.next, next);
  }

  restart(partition: number): void {
    this.gain([partition]);
  }

  revoke(lanes: readonly number[]): Promise<void> {
    return this.options.onRevoked?.(lanes) ?? Promise.resolve();
  }

  lose(lanes: readonly number[]): void {
    for (const lane of lanes) this.readings.delete(lane);
  }

  gain(lanes: readonly number[]): void {
    for (const lane of lanes) this.readings.set(lane, { next: this.group.next(lane), open: [] });
    this.options.onAssigned?.(lanes);
    queueMicrotask(() => this.serve());
  }

  private take(maximum: number): Delivery[] {
    const taken: Delivery[] = [];
    const lanes = this.group.owners.of(this);
    for (const [lane, reading] of Array.from(this.readings)) {
      if (!lanes.includes(lane) || taken.length >= maximum) continue;
      const records = this.group.stream.read(lane, reading.next, maximum - taken.length);
      for (const record of records) reading.open.push(record.position);
      reading.next = (records.at(-1)?.position ?? reading.next - 1) + 1;
      taken.push(...records);
      this.toTheEnd(lane, reading);
    }
    return taken;
  }

  private open(): number {
    return this.readings.values().reduce((total, reading) => total + reading.open.length, 0);
  }

  /** So that one busy partition does not keep the others waiting. */
  private toTheEnd(lane: number, reading: Reading): void {
    this.readings.delete(lane);
    this.readings.set(lane, reading);
  }
}
