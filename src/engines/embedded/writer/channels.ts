import type { DatabaseSync } from 'node:sqlite';
import type { PurgeLog, WriterRequest, WriterResults } from './protocol.ts';
import type { Executor } from './executor.ts';

type DeclareRequest = Extract<WriterRequest, { kind: 'declare' }>;

/** Creates queues and streams, and empties queues. */
export class Channels {
  private readonly find;
  private readonly insert;
  private readonly alter;
  private readonly batches;
  private readonly executor: Executor;

  constructor(database: DatabaseSync, executor: Executor) {
    this.executor = executor;
    this.find = database.prepare('SELECT id, declaration FROM channel WHERE kind = ? AND name = ?');
    this.insert = database.prepare('INSERT INTO channel (kind, name, declaration) VALUES (?, ?, ?)');
    this.alter = database.prepare('UPDATE channel SET declaration = ? WHERE id = ?');
    this.batches = database.prepare('SELECT first, count, remaining, body FROM batch WHERE log = ? AND first < ?');
  }

  /** Answers with what exists: the caller has compared it before it asks for a change. */
  declare({ channel, name, declaration }: DeclareRequest): WriterResults['declare'] {
    return this.executor.transaction(() => {
      const found = this.find.get(channel, name);
      if (found === undefined) return { id: Number(this.insert.run(channel, name, declaration).lastInsertRowid), declaration };
      if (found['declaration'] !== declaration) this.alter.run(declaration, Number(found['id']));
      return { id: Number(found['id']), declaration };
    });
  }

  purge(logs: readonly PurgeLog[]): WriterResults['purge'] {
    return this.executor.transaction(() => {
      const delayed = logs[0] === undefined ? 0 : this.executor.delayed.purge(logs[0].log);
      return { removed: logs.map((log) => this.purgeLog(log)), delayed };
    });
  }

  private purgeLog({ log, next, leased }: PurgeLog): number {
    this.executor.settler.flush();
    const kept = new Map(leased.map((each) => [each.first, new Set(each.indexes)]));
    let removed = 0;
    for (const row of this.batches.all(log, next)) {
      const batch = { log, first: Number(row['first']), count: Number(row['count']), body: Number(row['body']) };
      const keep = kept.get(batch.first);
      if (keep !== undefined) removed += this.settleOthers(batch, keep);
      else removed += this.drop(batch, Number(row['remaining']));
    }
    return removed;
  }

  private drop(batch: Parameters<Executor['settler']['drop']>[0], remaining: number): number {
    this.executor.settler.drop(batch);
    return remaining;
  }

  private settleOthers({ log, first, count }: { log: number; first: number; count: number }, keep: ReadonlySet<number>): number {
    const indexes = Array.from({ length: count }, (_, index) => index).filter((index) => !keep.has(index));
    return this.executor.settler.settle({ log, first, indexes });
  }
}
