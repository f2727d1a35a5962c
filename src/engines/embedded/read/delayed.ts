import type { QueueMessage } from '../../../kernel/message.ts';
import { decodeBatch } from '../codec/decoder.ts';
import { logOf, logsPerChannel } from '../writer/protocol.ts';
import type { Reader } from './reader.ts';
import { reading } from './reader.ts';

/** Looks at messages that wait for their time. */
export class DelayedReader {
  private readonly counted;
  private readonly found;

  constructor({ database }: Reader) {
    this.counted = database.prepare('SELECT count(*) AS count FROM delayed WHERE log >= ? AND log < ?');
    this.found = database.prepare('SELECT data FROM delayed WHERE log >= ? AND log < ? ORDER BY due, id LIMIT ?');
  }

  count(channel: number): number {
    return reading(() => Number(this.counted.get(logOf(channel, 0), logOf(channel, 0) + logsPerChannel)?.['count']));
  }

  /** In the order of their times. */
  messages(channel: number, limit: number): QueueMessage[] {
    const rows = reading(() => this.found.all(logOf(channel, 0), logOf(channel, 0) + logsPerChannel, limit));
    return rows.flatMap((row) => decodeBatch(row['data'] as Uint8Array));
  }
}
