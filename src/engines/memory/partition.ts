import { plainMessage } from '../../kernel/message.ts';
import type { Message } from '../../kernel/message.ts';

/** A record of a stream. */
export interface StreamRecord {
  readonly message: Message;
  readonly offset: number;
  readonly addedAt: number;
  readonly size: number;
}

/** One partition: records by offset. Compaction leaves gaps; offsets never change. */
export class Partition {
  next = 0;
  size = 0;
  private readonly records = new Map<number, StreamRecord>();
  private readonly latest = new Map<string, number>();
  private readonly compact: boolean;

  constructor(compact: boolean) {
    this.compact = compact;
  }

  get oldest(): StreamRecord | undefined {
    return this.records.values().next().value;
  }

  /** Offset of the oldest record kept. */
  get first(): number {
    return this.oldest?.offset ?? this.next;
  }

  append(message: Message, addedAt: number): void {
    const record = { message: { ...plainMessage(message), data: message.data.slice() }, offset: this.next, addedAt, size: message.data.length };
    this.next += 1;
    this.size += record.size;
    this.records.set(record.offset, record);
    if (this.compact && message.key !== undefined) this.supersede(message.key, record.offset);
  }

  drop(offset: number): void {
    this.size -= this.records.get(offset)?.size ?? 0;
    this.records.delete(offset);
  }

  /** Records from `offset` on, in order. */
  *from(offset: number): Generator<StreamRecord> {
    for (let at = Math.max(offset, this.first); at < this.next; at += 1) {
      const record = this.records.get(at);
      if (record !== undefined) yield record;
    }
  }

  /** Offset of the first record added at this time or later; the end where there is none. */
  at(time: number): number {
    return this.records.values().find((record) => record.addedAt >= time)?.offset ?? this.next;
  }

  private supersede(key: string, offset: number): void {
    const earlier = this.latest.get(key);
    if (earlier !== undefined) this.drop(earlier);
    this.latest.set(key, offset);
  }
}
