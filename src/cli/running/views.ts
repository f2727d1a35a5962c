import type { DeadLetter, MessageView, ParkedKey, StreamRecord } from '../../driver/administration.ts';
import type { JobView } from '../../driver/method.ts';
import type { GroupState, PartitionRange } from '../../driver/stream.ts';

/** Documents of the admin API. Numbers that an engine does not tell are absent. */
export interface QueueShown {
  readonly name: string;
  readonly method: string;
  readonly links: readonly string[];
  readonly contract: string;
  readonly paused: boolean;
  readonly ready: number;
  readonly inFlight?: number;
  readonly delayed?: number;
  readonly oldestAge?: number;
  readonly retrying: number;
  readonly parked: number;
  readonly deadLetters: number;
}

export interface GroupShown {
  readonly group: string;
  readonly lag: number;
  /** Its members run in this app. */
  readonly here: boolean;
  readonly paused?: boolean;
  readonly deadLetters?: number;
  readonly partitions: ReadonlyArray<Omit<GroupState, 'group'>>;
}

export interface StreamShown {
  readonly name: string;
  readonly links: readonly string[];
  readonly contract: string;
  readonly records: number;
  readonly partitions: readonly PartitionRange[];
  readonly groups: readonly GroupShown[];
}

export interface List<T> {
  readonly items: readonly T[];
  /** The cursor of the next page; absent at the end. */
  readonly next?: string;
}

export interface Records {
  readonly items: readonly StreamRecord[];
  readonly next: number;
  readonly end: number;
}

export type { DeadLetter, JobView, MessageView, ParkedKey };
