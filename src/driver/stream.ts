import type { Message } from '../kernel/message.ts';
import type { Delivery } from './delivery.ts';

/** A stream as the app declares it. The number of partitions is fixed at its creation. */
export interface StreamDeclaration {
  readonly name: string;
  readonly partitions: number;
  /** Records older than this may be dropped, milliseconds; 0: kept. Needs `retention`. */
  readonly retentionTime: number;
  /** Oldest records are dropped above this size, bytes over all partitions; 0: no limit. Needs `retention`. */
  readonly retentionSize: number;
  /** Keep only the latest record of each key. Needs `compaction`. */
  readonly compact: boolean;
}

/** What a partition holds: offsets from `first` up to, not including, `next`. */
export interface PartitionRange {
  readonly partition: number;
  readonly first: number;
  readonly next: number;
}

export interface GroupState {
  readonly group: string;
  readonly partition: number;
  /** The offset that the group reads next. */
  readonly next: number;
  /** Records after it. */
  readonly lag: number;
}

/** Where a group goes. */
export type SeekTarget = 'beginning' | 'end' | { readonly time: number } | { readonly offset: number; readonly partition: number };

/** One member of a group. */
export interface StreamReceiver {
  /** Resolves with 1 to `maximum` records as soon as there are any, with none once it is closed. Order holds within a lane, which is the partition. */
  receive(maximum: number): Promise<readonly Delivery[]>;
  /** Idempotent. Partitions go to the other members. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Where a group starts that has never committed. */
  readonly from: 'beginning' | 'end';
  /** Most records received and not covered by a commit. */
  readonly window: number;
  /** Called before partitions move to another member, so that what is done can be committed. */
  onRevoked?(lanes: readonly number[]): Promise<void>;
  /** Partitions were lost without warning: what was received from them is void; abort its handlers, commits are refused. */
  onLost?(lanes: readonly number[]): void;
  /** Called after partitions came, or were sought elsewhere: what was received from them before is void. */
  onAssigned?(lanes: readonly number[]): void;
}

/** Streams of one engine. */
export interface StreamDriver {
  /** Creates it where it is missing; applies changed retention; refuses with `STREAM_DIFFERS` other changes. */
  declare(stream: StreamDeclaration): Promise<void>;
  subscribe(stream: string, group: string, options: SubscribeOptions): Promise<StreamReceiver>;
  /** Reads records without a group. Fewer than `maximum` only at the end or after 1 MiB. */
  read(stream: string, partition: number, offset: number, maximum: number): Promise<readonly Delivery[]>;
  ranges(stream: string): Promise<readonly PartitionRange[]>;
  groups(stream: string): Promise<readonly GroupState[]>;
  /** Moves a group; its members continue from there. Disturbs no other group. An engine may refuse with the category `conflict` while members run in other processes. Needs `replay`. */
  seek(stream: string, group: string, target: SeekTarget): Promise<void>;
}

/** A record on its way into a stream. Without a key the driver spreads records over partitions. */
export interface Append {
  readonly stream: string;
  readonly message: Message;
}
