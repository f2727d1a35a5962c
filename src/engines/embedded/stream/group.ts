import type { GroupState, PartitionRange, SubscribeOptions } from '../../../driver/stream.ts';
import type { PositionWrite } from '../writer/protocol.ts';
import { channelOf } from '../writer/protocol.ts';
import { Assignment } from '../assignment.ts';
import type { Exposure } from '../exposure.ts';
import { StreamCursor } from './cursor.ts';
import type { StreamLog } from './log.ts';
import type { JoinedGroup } from './receiver.ts';
import { EmbeddedStreamReceiver } from './receiver.ts';

/** A group of a stream: how far it has read, and who reads for it. */
export class StreamGroup implements JoinedGroup {
  readonly name: string;
  private readonly logs: readonly StreamLog[];
  private readonly assignment: Assignment<EmbeddedStreamReceiver>;
  /** By partition: the offset to read next, as committed. */
  private readonly positions: Map<number, number>;
  /** Where the process before had come to. */
  private readonly placesAtOpen: ReadonlyMap<number, number>;
  readonly exposure: Exposure;

  constructor(name: string, logs: readonly StreamLog[], positions: ReadonlyMap<number, number>, exposure: Exposure) {
    this.name = name;
    this.logs = logs;
    this.positions = new Map(positions);
    this.placesAtOpen = new Map(positions);
    this.exposure = exposure;
    this.assignment = new Assignment(logs.length);
  }

  /** Partitions where the group has no place yet. */
  get unplaced(): StreamLog[] {
    return this.logs.filter((log) => !this.positions.has(log.partition));
  }

  next(partition: number): number {
    return this.positions.get(partition) ?? 0;
  }

  subscribe(options: SubscribeOptions): EmbeddedStreamReceiver {
    const receiver = new EmbeddedStreamReceiver(this, options);
    this.assignment.join(receiver);
    return receiver;
  }

  left(receiver: EmbeddedStreamReceiver): void {
    this.exposure.remove(receiver.window);
    this.assignment.leave(receiver);
  }

  /** What is written when the group's place in a partition moves. */
  place(lane: number, next: number): PositionWrite {
    return { channel: channelOf(this.logs[0]?.id ?? 0), reader: this.name, lane, next };
  }

  cursor(partition: number): StreamCursor {
    const log = this.logs[partition];
    if (log === undefined) throw new RangeError(`partition ${partition} of ${this.logs.length}`);
    const from = this.placesAtOpen.get(partition) ?? 0;
    return new StreamCursor(log, this.next(partition), { from, before: from + this.exposure.suspects });
  }

  /** A commit of `receiver` took effect. */
  committed(partition: number, next: number, receiver: EmbeddedStreamReceiver): void {
    this.positions.set(partition, next);
    receiver.committed(partition, next);
  }

  /** The group was moved; its members go on from there. */
  moved(positions: ReadonlyMap<number, number>): void {
    for (const [partition, next] of positions) {
      this.positions.set(partition, next);
      this.assignment.ownerOf(partition)?.gained([partition]);
    }
  }

  wake(partition: number): void {
    this.assignment.ownerOf(partition)?.serve();
  }

  states(ranges: readonly PartitionRange[]): GroupState[] {
    return ranges.map(({ partition, first, next }) => {
      const place = this.next(partition);
      return { group: this.name, partition, next: place, lag: Math.max(0, next - Math.max(place, first)) };
    });
  }

  async close(): Promise<void> {
    for (const member of this.assignment.members) await member.close();
  }
}
