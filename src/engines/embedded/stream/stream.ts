import type { PartitionRange, SeekTarget, StreamDeclaration } from '../../../driver/stream.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import type { Message } from '../../../kernel/message.ts';
import { hashKey } from '../codec/hash.ts';
import { Exposure } from '../exposure.ts';
import type { OpenPart } from '../commit/part.ts';
import type { Reader } from '../read/reader.ts';
import { reading } from '../read/reader.ts';
import type { RecentBudget } from '../read/recent.ts';
import { logOf } from '../writer/protocol.ts';
import { StreamGroup } from './group.ts';
import { StreamLog } from './log.ts';

/** Keyless records that follow each other into one partition at most. */
const inARow = 128;

/** One stream: its partitions and the groups that read it. */
export class EmbeddedStream {
  readonly id: number;
  readonly declaration: StreamDeclaration;
  readonly logs: readonly StreamLog[];
  private readonly reader: Reader;
  private readonly recovered: boolean;
  private readonly groups = new Map<string, StreamGroup>();
  private spread = 0;
  private row = 0;

  constructor(id: number, declaration: StreamDeclaration, reader: Reader, budget: RecentBudget, recovered: boolean) {
    this.id = id;
    this.recovered = recovered;
    this.declaration = declaration;
    this.reader = reader;
    const wake = (partition: number) => this.wake(partition);
    this.logs = Array.from({ length: declaration.partitions }, (_, partition) => new StreamLog(logOf(id, partition), partition, reader, budget, wake));
    this.loadGroups();
  }

  /** Adds a record to a unit. */
  append(part: OpenPart, message: Message): void {
    const hash = message.key === undefined ? this.next(part) : hashKey(message.key);
    part.append(this.log(hash % this.logs.length), message, hash >>> 0);
  }

  /** What is committed together without keys shares a partition and so a batch; what is committed next takes the next partition. */
  private next(part: OpenPart): number {
    this.row += 1;
    if (this.row > inARow || !part.appendsTo(this.log(this.spread % this.logs.length))) {
      this.spread += 1;
      this.row = 1;
    }
    return this.spread;
  }

  log(partition: number): StreamLog {
    const log = this.logs[partition];
    if (log === undefined) {
      throw engineErrors.OFFSET_UNKNOWN(`The stream "${this.declaration.name}" has ${this.logs.length} partitions; ${partition} is none of them.`);
    }
    return log;
  }

  group(name: string): StreamGroup {
    return this.groups.get(name) ?? this.addGroup(name, new Map());
  }

  /** What is before this position of a log changed in the files. */
  forget(log: number, before: number): void {
    this.logs[log - logOf(this.id, 0)]?.recent.forgetBefore(before);
  }

  get known(): Iterable<StreamGroup> {
    return this.groups.values();
  }

  ranges(): PartitionRange[] {
    return this.logs.map(({ partition, first, next }) => ({ partition, first, next }));
  }

  /** The offsets, by partition, that a target stands for. */
  resolve(target: SeekTarget): Map<number, number> {
    if (typeof target === 'object' && 'offset' in target) return new Map([[target.partition, this.offset(target)]]);
    return new Map(this.logs.map((log) => [log.partition, target === 'beginning' ? log.first : target === 'end' ? log.next : log.at(target.time)]));
  }

  async close(): Promise<void> {
    for (const group of this.groups.values()) await group.close();
  }

  private offset({ offset, partition }: { readonly offset: number; readonly partition: number }): number {
    const { next } = this.log(partition);
    if (Number.isSafeInteger(offset) && offset >= 0 && offset <= next) return offset;
    throw engineErrors.OFFSET_UNKNOWN({
      what: `Partition ${partition} of the stream "${this.declaration.name}" goes up to offset ${next}; ${offset} was asked for.`,
      details: { partition, offset, next },
    });
  }

  private wake(partition: number): void {
    for (const group of this.groups.values()) group.wake(partition);
  }

  private loadGroups(): void {
    const rows = reading(() => this.reader.database.prepare('SELECT reader, lane, next FROM position WHERE channel = ? AND lane >= 0').all(this.id));
    const found = new Map<string, Map<number, number>>();
    for (const row of rows) {
      const name = String(row['reader']);
      found.set(name, (found.get(name) ?? new Map<number, number>()).set(Number(row['lane']), Number(row['next'])));
    }
    for (const [name, positions] of found) this.addGroup(name, positions);
  }

  private addGroup(name: string, positions: ReadonlyMap<number, number>): StreamGroup {
    const group = new StreamGroup(name, this.logs, positions, new Exposure(this.id, name, this.recovered, this.reader));
    this.groups.set(name, group);
    return group;
  }
}
