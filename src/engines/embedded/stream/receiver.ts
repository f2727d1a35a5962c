import type { Delivery } from '../../../driver/delivery.ts';
import type { StreamReceiver, SubscribeOptions } from '../../../driver/stream.ts';
import type { LaneMember } from '../assignment.ts';
import { Waiting } from '../waiting.ts';
import type { PositionWrite } from '../writer/protocol.ts';
import type { StreamCursor } from './cursor.ts';

/** Most bytes of one answer to `receive`. */
const receiveBytes = 1_048_576;

/** Where a member is in one partition. */
interface Reading {
  readonly cursor: StreamCursor;
  /** Received and not covered by a commit: how many, and the offset of each, oldest first. */
  open: number[];
}

/** What a member needs of its group. */
export interface JoinedGroup {
  cursor(partition: number): StreamCursor;
  /** What is written when the group's place in a partition moves. */
  place(lane: number, next: number): PositionWrite;
  /** A commit of `receiver` took effect. */
  committed(partition: number, next: number, receiver: EmbeddedStreamReceiver): void;
  left(receiver: EmbeddedStreamReceiver): void;
}

/** One member of a group. */
export class EmbeddedStreamReceiver implements StreamReceiver, LaneMember {
  readonly group: JoinedGroup;
  private readonly options: SubscribeOptions;
  private readonly readings = new Map<number, Reading>();
  private readonly waiting = new Waiting();
  private open = 0;
  private closed = false;

  constructor(group: JoinedGroup, options: SubscribeOptions) {
    this.group = group;
    this.options = options;
  }

  get window(): number {
    return this.options.window;
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    return this.waiting.receive(maximum, (wanted) => this.take(wanted));
  }

  /** Hands out what there is to calls of `receive` that wait. */
  serve(): void {
    if (this.waiting.some) this.waiting.serve((wanted) => this.take(wanted));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.waiting.close();
    this.group.left(this);
  }

  owns(lane: number): boolean {
    return this.readings.has(lane);
  }

  /** The group's place in this partition was committed. */
  committed(lane: number, next: number): void {
    const reading = this.readings.get(lane);
    if (reading === undefined) return;
    const rest = reading.open.findIndex((offset) => offset >= next);
    const covered = rest === -1 ? reading.open.length : rest;
    reading.open = reading.open.slice(covered);
    this.open -= covered;
    if (next > reading.cursor.position) reading.cursor.position = next;
    this.serve();
  }

  revoke(lanes: readonly number[]): Promise<void> {
    return this.options.onRevoked?.(lanes) ?? Promise.resolve();
  }

  lost(lanes: readonly number[]): void {
    for (const lane of lanes) {
      this.open -= this.readings.get(lane)?.open.length ?? 0;
      this.readings.delete(lane);
    }
  }

  /** The lanes came, or the group was sought elsewhere. */
  gained(lanes: readonly number[]): void {
    this.lost(lanes);
    for (const lane of lanes) this.readings.set(lane, { cursor: this.group.cursor(lane), open: [] });
    this.options.onAssigned?.(lanes);
    queueMicrotask(() => this.serve());
  }

  private take(maximum: number): Delivery[] {
    const taken: Delivery[] = [];
    const wanted = Math.min(maximum, this.options.window - this.open);
    let bytes = 0;
    for (const [lane, reading] of [...this.readings]) {
      if (taken.length >= wanted || bytes >= receiveBytes) break;
      const before = taken.length;
      bytes += reading.cursor.take(wanted, receiveBytes - bytes, taken);
      for (let index = before; index < taken.length; index += 1) reading.open.push(taken[index]?.position ?? 0);
      // To the end of the line, so that one busy partition does not keep the others waiting.
      if (taken.length > before && this.readings.delete(lane)) this.readings.set(lane, reading);
    }
    this.open += taken.length;
    return taken;
  }
}
