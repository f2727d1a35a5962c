import type { AppendTarget } from '../commit/appender.ts';
import { BatchLog } from '../read/log.ts';
import type { Reader } from '../read/reader.ts';
import { reading } from '../read/reader.ts';
import type { RecentBudget } from '../read/recent.ts';
import type { Appended } from '../writer/protocol.ts';

/** One partition of a stream. */
export class StreamLog extends BatchLog implements AppendTarget {
  readonly settled = false;
  readonly window = 0;
  readonly partition: number;
  private readonly onAppended: (partition: number) => void;

  constructor(id: number, partition: number, reader: Reader, budget: RecentBudget, onAppended: (partition: number) => void) {
    super(id, reader.extent(id, false).next, reader, budget);
    this.partition = partition;
    this.onAppended = onAppended;
  }

  override appended(batch: Appended): void {
    super.appended(batch);
    this.onAppended(this.partition);
  }

  /** Offset of the oldest record kept. */
  get first(): number {
    return Math.min(reading(() => this.reader.first(this.id)) ?? this.next, this.next);
  }

  /** Offset of the first record stored at `time` or later; the end where there is none. */
  at(time: number): number {
    return Math.min(reading(() => this.reader.positionAt(this.id, time)), this.next);
  }
}
