import type { Delivery } from '../../driver/delivery.ts';
import type { GroupState, PartitionRange, SeekTarget, StreamDeclaration } from '../../driver/stream.ts';
import { LaneOwners } from './lanes.ts';
import type { LaneMember } from './lanes.ts';
import type { Partition } from './partition.ts';

/** What a group asks of its stream. */
export interface GroupSource {
  readonly declaration: StreamDeclaration;
  readonly partitions: readonly Partition[];
  ranges(): PartitionRange[];
  read(partition: number, offset: number, maximum: number): Delivery[];
  pump(): void;
}

/** What a group asks of its members. */
export interface GroupMember extends LaneMember {
  /** The group was sought elsewhere. */
  restart(partition: number): void;
  /** Takes for the calls of `receive` that wait. */
  serve(): void;
  /** Its process ended. */
  crash(): void;
}

/** A group of a stream: how far it has read, and who reads for it. */
export class Group {
  readonly name: string;
  readonly stream: GroupSource;
  readonly owners: LaneOwners<GroupMember>;
  readonly members = new Set<GroupMember>();
  /** By partition: the offset to read next. */
  private readonly positions = new Map<number, number>();

  constructor(name: string, stream: GroupSource) {
    this.name = name;
    this.stream = stream;
    this.owners = new LaneOwners(stream.declaration.partitions);
  }

  /** A group that reads for the first time starts here; it keeps its place from then on. */
  begin(from: 'beginning' | 'end'): void {
    for (const { partition, first, next } of this.stream.ranges()) {
      if (!this.positions.has(partition)) this.positions.set(partition, from === 'end' ? next : first);
    }
  }

  next(partition: number): number {
    return this.positions.get(partition) ?? this.stream.partitions[partition]?.first ?? 0;
  }

  moveTo(partition: number, next: number): void {
    this.positions.set(partition, next);
  }

  seek(target: SeekTarget): void {
    const partitions = typeof target === 'object' && 'offset' in target ? [target.partition] : this.stream.partitions.keys();
    for (const partition of partitions) {
      this.moveTo(partition, this.resolve(partition, target));
      this.owners.owner(partition)?.restart(partition);
    }
    this.pump();
  }

  states(): GroupState[] {
    return this.stream.ranges().map(({ partition, first, next }) => {
      const place = this.next(partition);
      return { group: this.name, partition, next: place, lag: next - Math.max(place, first) };
    });
  }

  pump(): void {
    for (const member of this.members) member.serve();
  }

  crash(): void {
    for (const member of this.members) member.crash();
    this.members.clear();
    this.owners.clear();
  }

  private resolve(partition: number, target: SeekTarget): number {
    const records = this.stream.partitions[partition];
    if (records === undefined || target === 'beginning') return records?.first ?? 0;
    if (target === 'end') return records.next;
    return 'offset' in target ? target.offset : records.at(target.time);
  }
}
