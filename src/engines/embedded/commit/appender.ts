import type { QueueMessage } from '../../../kernel/message.ts';
import { BatchEncoder } from '../codec/encoder.ts';
import type { Appended, BatchAppend, Unique } from '../writer/protocol.ts';

/** What receives the batches of an appender once they are committed. */
export interface AppendTarget {
  readonly id: number;
  /** Bytes that the next batch will probably have. */
  readonly lastBytes: number;
  /** Records of it are settled one by one. */
  readonly settled: boolean;
  /** Milliseconds that deduplication ids are remembered. */
  readonly window: number;
  appended(batch: Appended): void;
}

/** A batch beyond either limit is closed, so that reading one stays short. */
const batchBytes = 65_536;
const batchRecords = 2_048;

/** The end of one log within a part: collects messages into a batch. */
export class Appender {
  readonly target: AppendTarget;
  private readonly encoder: BatchEncoder;
  private readonly unique: Unique[] = [];

  constructor(target: AppendTarget) {
    this.target = target;
    this.encoder = new BatchEncoder(Math.min(target.lastBytes + 64, batchBytes + 4_096));
  }

  get full(): boolean {
    return this.encoder.bytes >= batchBytes || this.encoder.count >= batchRecords;
  }

  add(message: QueueMessage, hash: number): void {
    if (message.deduplicationId !== undefined && this.target.window > 0) {
      this.unique.push({ index: this.encoder.count, id: message.deduplicationId });
    }
    this.encoder.append(message, hash);
  }

  finish(): BatchAppend {
    const { id, settled, window } = this.target;
    return { log: id, count: this.encoder.count, bytes: this.encoder.finish(), settled, unique: this.unique, window };
  }
}
