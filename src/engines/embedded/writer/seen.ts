import type { DatabaseSync } from 'node:sqlite';
import type { BatchAppend } from './protocol.ts';
import { channelOf } from './protocol.ts';

/** The ids that a queue remembers for its deduplication window. */
export class Seen {
  private readonly find;
  private readonly put;
  private readonly forget;

  constructor(database: DatabaseSync) {
    this.find = database.prepare('SELECT until FROM seen WHERE channel = ? AND id = ?');
    this.put = database.prepare('INSERT INTO seen (channel, id, until) VALUES (?, ?, ?) ON CONFLICT (channel, id) DO UPDATE SET until = excluded.until');
    this.forget = database.prepare('DELETE FROM seen WHERE (channel, id) IN (SELECT channel, id FROM seen WHERE until <= ? ORDER BY until LIMIT ?)');
  }

  /** Indexes of the records whose id was seen within the window; remembers the others. */
  duplicates(batch: Pick<BatchAppend, 'log' | 'unique' | 'window'>, time: number): number[] {
    const channel = channelOf(batch.log);
    return batch.unique.filter(({ id }) => this.known(channel, id, time, batch.window)).map(({ index }) => index);
  }

  /** Removes what is remembered no longer; returns how many. */
  expire(time: number, limit: number): number {
    return Number(this.forget.run(time, limit).changes);
  }

  private known(channel: number, id: string, time: number, window: number): boolean {
    const until = this.find.get(channel, id)?.['until'];
    if (until !== undefined && Number(until) > time) return true;
    this.put.run(channel, id, time + window);
    return false;
  }
}
