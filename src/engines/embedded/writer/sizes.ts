import type { DatabaseSync } from 'node:sqlite';
import { channelOf, logOf, logsPerChannel } from './protocol.ts';

/** Bytes of the channels whose size is limited, added up once and then kept in step. */
export class Sizes {
  private readonly known = new Map<number, number>();
  private readonly sum;

  constructor(database: DatabaseSync) {
    this.sum = database.prepare('SELECT coalesce(sum(bytes), 0) AS bytes FROM batch WHERE log >= ? AND log < ?');
  }

  of(channel: number): number {
    const known = this.known.get(channel);
    if (known !== undefined) return known;
    const bytes = Number(this.sum.get(logOf(channel, 0), logOf(channel, 0) + logsPerChannel)?.['bytes']);
    this.known.set(channel, bytes);
    return bytes;
  }

  /** Counts `bytes` (negative: removed) where the channel's size is known. */
  add(log: number, bytes: number): void {
    const channel = channelOf(log);
    const known = this.known.get(channel);
    if (known !== undefined) this.known.set(channel, known + bytes);
  }

  reset(): void {
    this.known.clear();
  }
}
