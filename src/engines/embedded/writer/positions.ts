import type { DatabaseSync } from 'node:sqlite';
import type { PositionWrite } from './protocol.ts';

/** How far groups have read. */
export class Positions {
  private readonly put;

  constructor(database: DatabaseSync) {
    this.put = database.prepare(
      'INSERT INTO position (channel, reader, lane, next) VALUES (?, ?, ?, ?) ON CONFLICT (channel, reader, lane) DO UPDATE SET next = excluded.next',
    );
  }

  write({ channel, reader, lane, next }: PositionWrite): void {
    this.put.run(channel, reader, lane, next);
  }
}
