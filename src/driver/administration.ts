import type { QueueDepth } from './queue.ts';
import type { GroupState, PartitionRange, SeekTarget } from './stream.ts';

/** Why a message became a dead letter. */
export type DeadReason =
  /** Its attempts are used up, or its handler would not stop. */
  | 'failed'
  /** Its time to live passed. */
  | 'expired'
  /** Its data does not fit the contract. */
  | 'invalid'
  /** The handler says that trying again never helps. */
  | 'rejected'
  /** The process ended each time it was handled. */
  | 'crashed';

/** A message that waits or died, as a person sees it. */
export interface MessageView {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly subject: string | undefined;
  readonly key: string | undefined;
  readonly expiresAt: number | undefined;
  readonly notBefore: number | undefined;
  readonly priority: number | undefined;
  readonly size: number;
  /** The body, read as JSON where it is; else its text. */
  readonly data: unknown;
}

/** A message that was given up, with its reason and its history. */
export interface DeadLetter {
  readonly id: string;
  readonly reason: DeadReason;
  /** Milliseconds since 1970. */
  readonly diedAt: number;
  readonly attempts: number;
  /** Later messages of its key wait until it is redriven or discarded. */
  readonly parksKey: boolean;
  readonly error: { readonly code: string; readonly category: string; readonly what: string; readonly why: string; readonly fix: string; readonly stack: string | undefined };
  readonly history: ReadonlyArray<{ readonly number: number; readonly startedAt: number; readonly finishedAt: number; readonly code: string; readonly what: string }>;
  readonly message: MessageView;
}

/** A key whose messages wait in the state store. */
export interface ParkedKey {
  /** What the next page goes on after. */
  readonly id: string;
  /** `undefined`: the line of a single message that has no key. */
  readonly key: string | undefined;
  /** `poisoned`: until its dead letter is redriven or discarded. `active`: worked off from `until` on. */
  readonly state: 'poisoned' | 'active';
  readonly since: number;
  readonly until: number | undefined;
  readonly deadLetter: string | undefined;
  readonly waiting: number;
}

export interface Page {
  /** Default 100, at most 1,000. */
  readonly limit?: number;
  /** The id after which to go on. */
  readonly after?: string;
}

/** What can be done with the dead letters and parked keys of one consumer. */
export interface DeadLetterAdministration {
  count(): Promise<number>;
  /** In the order of their death. */
  list(page?: Page): Promise<readonly DeadLetter[]>;
  /** Throws `DEAD_LETTER_UNKNOWN`. */
  show(id: string): Promise<DeadLetter>;
  /** Replaces the data, which is checked against the contract. Throws `DATA_INVALID`, `DEAD_LETTER_UNKNOWN`, `DEAD_LETTER_KEY`. */
  edit(id: string, data: unknown): Promise<DeadLetter>;
  /** Hands it out again with fresh attempts, before everything of its key that waits for it. */
  redrive(id: string): Promise<void>;
  /** All of them, in order for each key; answers with how many. */
  redriveAll(): Promise<number>;
  /** Removes it; its key goes on. */
  discard(id: string): Promise<void>;
  parkedKeys(page?: Page): Promise<readonly ParkedKey[]>;
}

/** What a person can do with a queue. */
export interface QueueAdministration {
  readonly name: string;
  /** Waiting messages by the engine, and those that wait in the state store. `cancelled`, for jobs: how many of the engine's messages nobody waits for any more. */
  depth(): Promise<QueueDepth & { readonly parked: number; readonly deadLetters: number; readonly retrying: number; readonly cancelled?: number }>;
  /** Waiting messages in order, without taking them. Needs `peek`. */
  peek(limit?: number): Promise<readonly MessageView[]>;
  readonly deadLetters: DeadLetterAdministration;
  /** Removes what waits, also behind parked keys; not what is being handled, nor dead letters. Answers with how many where the engine tells. */
  purge(): Promise<number | undefined>;
  /** Whether it was paused by a person. */
  readonly paused: boolean;
  /** Takes nothing new until `resume`. */
  pause(): void;
  resume(): void;
}

/** A record of a stream as it is read. */
export interface StreamRecord extends MessageView {
  readonly partition: number;
  readonly offset: number;
}

/** What a person can do with a stream. */
export interface StreamAdministration {
  readonly name: string;
  ranges(): Promise<readonly PartitionRange[]>;
  groups(): Promise<readonly GroupState[]>;
  /** Records of one partition from an offset on. */
  read(partition: number, offset: number, limit?: number): Promise<readonly StreamRecord[]>;
  /** Moves one group; disturbs no other. Needs `replay`. */
  replay(group: string, target: SeekTarget): Promise<void>;
  /** Dead letters of one group. Throws `GROUP_UNKNOWN`. */
  deadLetters(group: string): DeadLetterAdministration;
  /** The groups whose members run in this app. */
  readonly ownGroups: readonly string[];
  /** Whether a group was paused by a person. Throws `GROUP_UNKNOWN`, as below. */
  paused(group: string): boolean;
  /** One group takes nothing new until `resume`. */
  pause(group: string): void;
  resume(group: string): void;
}

