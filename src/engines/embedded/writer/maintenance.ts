import type { StreamDeclaration } from '../../../driver/stream.ts';
import { Compaction } from './compaction.ts';
import type { Executor } from './executor.ts';
import type { Instant, WriterResults } from './protocol.ts';
import { Retention } from './retention.ts';

/** Most rows that one step removes, so that it never holds up commits for long. */
const stepLimit = 2_000;

/** Removes what is kept no longer, a little at a time. */
export class Maintenance {
  private readonly executor: Executor;
  private readonly retention: Retention;
  private readonly compaction: Compaction;
  private readonly streams;

  constructor(executor: Executor) {
    this.executor = executor;
    this.retention = new Retention(executor);
    this.compaction = new Compaction(executor);
    this.streams = executor.database.prepare("SELECT id, declaration FROM channel WHERE kind = 'stream'");
  }

  /** One step, within a transaction. */
  step({ wall, time }: Instant): WriterResults['maintain'] {
    const changed = new Map<number, number>();
    let again = this.executor.state.expire(wall, stepLimit) === stepLimit;
    if (this.executor.seen.expire(time, stepLimit) === stepLimit) again = true;
    for (const row of this.streams.all()) {
      const stream = { id: Number(row['id']), declaration: JSON.parse(String(row['declaration'])) as StreamDeclaration };
      if (this.retention.step(stream, time, changed)) again = true;
      if (stream.declaration.compact && this.compaction.step(stream, changed)) again = true;
    }
    return { again, changed: Array.from(changed, ([log, before]) => ({ log, before })) };
  }
}
