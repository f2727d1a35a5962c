import type { StreamAdministration, StreamRecord } from '../../driver/administration.ts';

const page = 1_000;

/** What of a stream is read. */
export interface ReadOptions {
  /** Default: all, one after the other. */
  readonly partition?: number;
  /** The first offset; default: the oldest record. */
  readonly from?: number;
}

/** Reads the records that a stream has, without a group: each partition in order, up to its end at the start of the call. */
export async function* readStream(stream: StreamAdministration, { partition, from = 0 }: ReadOptions = {}): AsyncGenerator<StreamRecord, void, void> {
  const ranges = await stream.ranges();
  for (const range of ranges) {
    if (partition !== undefined && range.partition !== partition) continue;
    for (let offset = Math.max(from, range.first); offset < range.next; ) {
      const records = (await stream.read(range.partition, offset, Math.min(page, range.next - offset))).filter((record) => record.offset < range.next);
      yield* records;
      if (records.length === 0) break;
      offset = (records.at(-1)?.offset ?? range.next) + 1;
    }
  }
}
