import type { Delivery } from '../../driver/delivery.ts';
import type { PartitionRange, StreamDeclaration } from '../../driver/stream.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Message } from '../../kernel/message.ts';
import { Group } from './group.ts';
import type { GroupSource } from './group.ts';
import { placeOf } from './hash.ts';
import { Partition } from './partition.ts';
import type { StreamRecord } from './partition.ts';

const readLimit = 1_048_576;

/** One stream: its partitions and the groups that read it. */
export class MemoryStream implements GroupSource {
  declaration: StreamDeclaration;
  readonly partitions: readonly Partition[];
  readonly groups = new Map<string, Group>();
  private readonly clock: Clock;
  private spread = 0;

  constructor(declaration: StreamDeclaration, clock: Clock) {
    this.declaration = declaration;
    this.clock = clock;
    this.partitions = Array.from({ length: declaration.partitions }, () => new Partition(declaration.compact));
  }

  append(message: Message): void {
    this.spread += 1;
    const place = message.key === undefined ? this.spread % this.partitions.length : placeOf(message.key, this.partitions.length);
    this.partitions[place]?.append(message, this.clock.now());
  }

  /** Drops what is too old or too much, oldest first. */
  trim(): void {
    const { retentionTime, retentionSize } = this.declaration;
    const oldestKept = retentionTime === 0 ? -Infinity : this.clock.now() - retentionTime;
    for (const partition of this.partitions) {
      for (let oldest = partition.oldest; oldest !== undefined && oldest.addedAt < oldestKept; oldest = partition.oldest) partition.drop(oldest.offset);
    }
    while (retentionSize > 0 && this.size() > retentionSize) this.dropOldest();
  }

  read(partition: number, offset: number, maximum: number): Delivery[] {
    this.trim();
    const taken: Delivery[] = [];
    let bytes = 0;
    for (const record of this.partitions[partition]?.from(offset) ?? []) {
      if (taken.length >= maximum || bytes >= readLimit) break;
      bytes += record.size;
      taken.push(deliveryOf(record, partition));
    }
    return taken;
  }

  ranges(): PartitionRange[] {
    this.trim();
    return this.partitions.map(({ first, next }, partition) => ({ partition, first, next }));
  }

  group(name: string): Group {
    const group = this.groups.get(name) ?? new Group(name, this);
    this.groups.set(name, group);
    return group;
  }

  pump(): void {
    for (const group of this.groups.values()) group.pump();
  }

  private size(): number {
    return this.partitions.reduce((total, partition) => total + partition.size, 0);
  }

  private dropOldest(): void {
    const filled = this.partitions.filter((partition) => partition.oldest !== undefined);
    const oldest = filled.sort((a, b) => (a.oldest?.addedAt ?? 0) - (b.oldest?.addedAt ?? 0))[0];
    oldest?.drop(oldest.first);
  }
}

function deliveryOf(record: StreamRecord, lane: number): Delivery {
  return { message: record.message, lane, position: record.offset, redelivered: 0, token: undefined };
}
