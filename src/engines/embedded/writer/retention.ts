import type { Executor } from './executor.ts';
import type { StoredStream } from './stored-stream.ts';
import { logOf } from './protocol.ts';

interface StoredBatch {
  readonly log: number;
  readonly first: number;
  readonly count: number;
  readonly body: number;
  readonly bytes: number;
  readonly time: number;
}

/** Most batches that one step drops from a stream. */
const stepLimit = 256;

/** Drops the oldest batches of a stream: what is too old, then what is too much. */
export class Retention {
  private readonly executor: Executor;
  private readonly oldest;

  constructor(executor: Executor) {
    this.executor = executor;
    this.oldest = executor.database.prepare('SELECT log, first, count, body, bytes, time FROM batch WHERE log = ? ORDER BY first LIMIT 1');
  }

  /** `true`: there is more to drop. */
  step(stream: StoredStream, time: number, changed: Map<number, number>): boolean {
    const { retentionTime, retentionSize } = stream.declaration;
    if (retentionTime === 0 && retentionSize === 0) return false;
    for (let dropped = 0; dropped < stepLimit; dropped += 1) {
      const batch = this.oldestOf(stream);
      if (batch === undefined) return false;
      const old = retentionTime > 0 && batch.time < time - retentionTime;
      if (!old && !(retentionSize > 0 && this.executor.sizes.of(stream.id) > retentionSize)) return false;
      this.executor.settler.drop(batch);
      this.executor.sizes.add(batch.log, -batch.bytes);
      changed.set(batch.log, batch.first + batch.count);
    }
    return true;
  }

  private oldestOf({ id, declaration }: StoredStream): StoredBatch | undefined {
    let found: StoredBatch | undefined;
    for (let partition = 0; partition < declaration.partitions; partition += 1) {
      const batch = this.oldest.get(logOf(id, partition)) as StoredBatch | undefined;
      if (batch !== undefined && (found === undefined || batch.time < found.time)) found = batch;
    }
    return found;
  }
}
