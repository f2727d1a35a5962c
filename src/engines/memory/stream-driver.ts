import type { Delivery } from '../../driver/delivery.ts';
import type { GroupState, PartitionRange, SeekTarget, StreamDeclaration, StreamDriver, StreamReceiver, SubscribeOptions } from '../../driver/stream.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { Refusals } from './refusals.ts';
import type { Storage } from './storage.ts';
import { MemoryStream } from './stream.ts';
import { MemoryStreamReceiver } from './stream-receiver.ts';

/** Streams as one open engine sees them. */
export class MemoryStreams implements StreamDriver {
  readonly receivers = new Set<StreamReceiver>();
  private readonly storage: Storage;
  private readonly refusals: Refusals;
  private readonly usable: () => void;

  /** `usable` throws once the engine is closed. */
  constructor(storage: Storage, refusals: Refusals, usable: () => void) {
    this.storage = storage;
    this.refusals = refusals;
    this.usable = usable;
  }

  async declare(declaration: StreamDeclaration): Promise<void> {
    this.usable();
    this.refusals.stream(declaration);
    const known = this.storage.streams.get(declaration.name);
    if (known === undefined) {
      this.storage.streams.set(declaration.name, new MemoryStream({ ...declaration }, this.storage.clock));
      return;
    }
    const { partitions, compact } = known.declaration;
    if (partitions !== declaration.partitions || compact !== declaration.compact) throw differs(known.declaration, declaration);
    known.declaration = { ...declaration };
  }

  async subscribe(name: string, group: string, options: SubscribeOptions): Promise<StreamReceiver> {
    this.usable();
    const receiver = new MemoryStreamReceiver(this.storage.stream(name).group(group), options, (closed) => this.receivers.delete(closed));
    this.receivers.add(receiver);
    return receiver;
  }

  async read(name: string, partition: number, offset: number, maximum: number): Promise<readonly Delivery[]> {
    this.usable();
    this.rangeOf(this.storage.stream(name), partition);
    return this.storage.stream(name).read(partition, offset, maximum);
  }

  async ranges(name: string): Promise<readonly PartitionRange[]> {
    this.usable();
    return this.storage.stream(name).ranges();
  }

  async groups(name: string): Promise<readonly GroupState[]> {
    this.usable();
    return Array.from(this.storage.stream(name).groups.values()).flatMap((group) => group.states());
  }

  async seek(name: string, group: string, target: SeekTarget): Promise<void> {
    this.usable();
    this.refusals.need('replay', true, '`seek`');
    const stream = this.storage.stream(name);
    if (typeof target === 'object' && 'offset' in target) this.checkOffset(stream, target.partition, target.offset);
    stream.group(group).seek(target);
  }

  private rangeOf(stream: MemoryStream, partition: number): PartitionRange {
    const range = stream.ranges()[partition];
    if (range !== undefined) return range;
    throw engineErrors.OFFSET_UNKNOWN(`The stream "${stream.declaration.name}" has partitions 0 to ${stream.partitions.length - 1}, not ${partition}.`);
  }

  private checkOffset(stream: MemoryStream, partition: number, offset: number): void {
    const { first, next } = this.rangeOf(stream, partition);
    if (Number.isInteger(offset) && offset >= first && offset <= next) return;
    throw engineErrors.OFFSET_UNKNOWN({ what: `Partition ${partition} goes from ${first} to ${next}; ${offset} is outside.`, details: { partition, first, next, offset } });
  }
}

function differs(known: StreamDeclaration, asked: StreamDeclaration): Error {
  const what = `The stream "${asked.name}" has ${known.partitions} partitions and compact ${known.compact}, not ${asked.partitions} and ${asked.compact}.`;
  return engineErrors.STREAM_DIFFERS({ what, details: { known, asked } });
}
