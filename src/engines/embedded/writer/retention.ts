import { BatchDecoder } from '../codec/decoder.ts';
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
  private readonly body;
  private readonly forget;

  constructor(executor: Executor) {
    this.executor = executor;
    this.body = executor.database.prepare('SELECT data FROM body WHERE id = ?');
    this.forget = executor.database.prepare('DELETE FROM latest WHERE log = ? AND key = ? AND position = ?');
    this.oldest = executor.database.prepare('SELECT log, first, count, body, bytes, time FROM batch WHERE log = ? ORDER BY first LIMIT 1');
  }

  /** `true`: there is more to drop. */
  step(stream: StoredStream, time: number, changed: Map<number, number>): boolean {
    const { retentionTime, retentionSize } = stream.declaration;
    if (retentionTime === 0 && retentionSize === 0) return false;
    const heads = this.headsOf(stream);
    for (let dropped = 0; dropped < stepLimit; dropped += 1) {
      const batch = oldestOf(heads);
      if (batch === undefined) return false;
      const old = retentionTime > 0 && batch.time < time - retentionTime;
      if (!old && !(retentionSize > 0 && this.executor.sizes.of(stream.id) > retentionSize)) return false;
      if (stream.declaration.compact) this.forgetKeys(batch);
      this.executor.settler.drop(batch);
      this.executor.sizes.add(batch.log, -batch.bytes);
      changed.set(batch.log, batch.first + batch.count);
      this.look(batch.log, heads);
    }
    return true;
  }

  /** What compaction knows of keys whose latest record goes; else it would outlive every record of theirs. */
  private forgetKeys({ log, first, body }: StoredBatch): void {
    const data = this.body.get(body)?.['data'];
    if (!(data instanceof Uint8Array)) return;
    const decoder = new BatchDecoder(data);
    while (decoder.next()) {
      const { key } = decoder.message();
      if (key !== undefined) this.forget.run(log, key, first + decoder.index);
    }
  }

  /** The oldest batch of each partition. */
  private headsOf({ id, declaration }: StoredStream): Map<number, StoredBatch> {
    const heads = new Map<number, StoredBatch>();
    for (let partition = 0; partition < declaration.partitions; partition += 1) this.look(logOf(id, partition), heads);
    return heads;
  }

  private look(log: number, heads: Map<number, StoredBatch>): void {
    const batch = this.oldest.get(log) as StoredBatch | undefined;
    if (batch === undefined) heads.delete(log);
    else heads.set(log, batch);
  }
}

function oldestOf(heads: ReadonlyMap<number, StoredBatch>): StoredBatch | undefined {
  let found: StoredBatch | undefined;
  for (const batch of heads.values()) if (found === undefined || batch.time < found.time) found = batch;
  return found;
}
